package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerHeader;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.json.Json;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The WAL of one epoch in one repository, object by object. */
public final class EpochWal {
    static final Set<ContainerKind> PIECE_OR_SEAL =
            EnumSet.of(ContainerKind.PIECE, ContainerKind.SEAL);

    private final ClusterRepository repository;
    private final EpochRecord epoch;

    public EpochWal(ClusterRepository repository, EpochRecord epoch) {
        this.repository = repository;
        this.epoch = epoch;
    }

    public ClusterRepository repository() {
        return repository;
    }

    public EpochRecord epoch() {
        return epoch;
    }

    /** What stands where a piece beginning at {@code start} would; empty if the name is free. */
    public Optional<WalObject> at(Lsn start) {
        return repository.header(pieceName(start), PIECE_OR_SEAL).map(h -> read(start, h));
    }

    /** What the rolled object of this name says of itself; empty if the name is free. */
    Optional<PieceMetadata> rolled(Span span) {
        return repository
                .header(name(span), EnumSet.of(ContainerKind.ROLLED))
                .map(header -> metadata(epoch, span, header));
    }

    String pieceName(Lsn start) {
        return WalNames.piece(epoch.epoch(), epoch.timeline(), start);
    }

    String name(Span span) {
        return WalNames.rolled(epoch.epoch(), epoch.timeline(), span.start(), span.end());
    }

    private WalObject read(Lsn start, ContainerHeader header) {
        if (header.kind() == ContainerKind.SEAL) {
            return new WalObject.Seal(start);
        }
        return new WalObject.Piece(start, metadata(epoch, start, header), header);
    }

    /** The metadata of a piece or rolled object, found to fit its place. */
    static PieceMetadata metadata(EpochRecord epoch, Lsn start, ContainerHeader header) {
        PieceMetadata metadata = Json.read(header.name(), header.metadata(), PieceMetadata.class);
        if (!metadata.systemIdentifier().equals(epoch.systemIdentifier())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-foreign",
                    header.name()
                            + " holds WAL of system "
                            + metadata.systemIdentifier()
                            + ", and its epoch is of system "
                            + epoch.systemIdentifier(),
                    "Restore from another repository, and find out who wrote here.");
        }
        if (metadata.end().minus(start) != header.plainBytes() || header.plainBytes() == 0) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-length-wrong",
                    header.name()
                            + " holds "
                            + header.plainBytes()
                            + " bytes and claims to end at "
                            + metadata.end(),
                    "Restore from another repository.");
        }
        return metadata;
    }

    /** The metadata of a rolled object, found to fit its name. */
    static PieceMetadata metadata(EpochRecord epoch, Span span, ContainerHeader header) {
        PieceMetadata metadata = metadata(epoch, span.start(), header);
        if (!metadata.end().equals(span.end())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-length-wrong",
                    header.name() + " claims to end at " + metadata.end(),
                    "Restore from another repository.");
        }
        return metadata;
    }

    /** Where the unbroken WAL of an epoch ends in this repository. */
    public static Function<EpochRecord, Lsn> frontiersIn(ClusterRepository repository) {
        return epoch -> new EpochWal(repository, epoch).frontier().end();
    }

    /**
     * Up to where the WAL of an epoch can be read in this repository. Only for those who choose
     * what to show or to try first: which epoch is the newest must not depend on damage.
     */
    public static Function<EpochRecord, Lsn> readableIn(ClusterRepository repository) {
        return epoch -> new EpochWal(repository, epoch).readable().end();
    }

    /**
     * Where the unbroken WAL of this epoch ends.
     *
     * @throws HoldfastException if an object on the way there cannot be read
     */
    public Frontier frontier() {
        return new FrontierWalk(this).walk();
    }

    /**
     * As {@link #frontier()}, but an object that cannot be read ends it, and is told of. For those
     * who read what is left; who writes must not go on from there.
     */
    public Frontier readable() {
        return new FrontierWalk(this).walkToDamage();
    }

    /**
     * Ends the epoch at its next free name.
     *
     * @param from a position up to which the WAL is known to be unbroken
     * @return where the seal stands, its own or another's
     */
    public Lsn seal(Lsn from, Function<Lsn, SealRecord> record) {
        Lsn at = from;
        while (true) {
            Placed placed =
                    repository.putRecord(ContainerKind.SEAL, pieceName(at), record.apply(at));
            if (!(placed instanceof Placed.Other other)
                    || other.header().kind() == ContainerKind.SEAL) {
                return at;
            }
            at = metadata(epoch, at, other.header()).end();
        }
    }

    /** The bytes of a history file, if this epoch has stored the timeline's. */
    public Optional<byte[]> history(TimelineId timeline) {
        return repository
                .get(WalNames.history(epoch.epoch(), timeline), EnumSet.of(ContainerKind.HISTORY))
                .map(opened -> opened.plain());
    }
}
