package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerHeader;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerReader;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.epoch.EpochRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Completes an epoch in one repository from others, object by object, as raw bytes: each is opened
 * and checked on the way, and what the target has already is compared. Where the target's seal
 * stands on a piece's name, that piece is put as a rolled object. Instead of a damaged object
 * another one is copied that holds the same WAL, of the same repository or the next. Not for
 * several threads.
 */
public final class WalCopy {
    private final List<EpochWal> sources;
    private final EpochWal target;
    private final EpochRecord epoch;
    private final DamagedObjects damaged = new DamagedObjects();

    /**
     * @param sources the same epoch in other repositories, in the order in which they are asked
     */
    public WalCopy(List<ClusterRepository> sources, EpochWal target) {
        this.target = target;
        this.epoch = target.epoch();
        this.sources = sources.stream().map(source -> new EpochWal(source, epoch)).toList();
    }

    /** An object that was opened, as it is stored. */
    private record Checked(OpenedContainer opened, Lsn end, byte[] bytes) {}

    /**
     * Copies the object that holds the WAL at {@code position}.
     *
     * @return the end of that object, or empty if no source holds the position
     * @throws HoldfastException {@code wal-source-damaged}, if what should hold it is damaged
     *     everywhere; of category integrity, if what the target holds is
     */
    public Optional<Lsn> copyAt(Lsn position) {
        damaged.begin();
        for (EpochWal source : sources) {
            Optional<Lsn> end = copyPiece(source, position).or(() -> copyRolled(source, position));
            if (end.isPresent()) {
                damaged.bypass();
                return end;
            }
        }
        damaged.first()
                .ifPresent(
                        damage -> {
                            throw sourceDamaged(position, damage);
                        });
        return Optional.empty();
    }

    // what the target holds is sound: it is no reason to give the target up
    private HoldfastException sourceDamaged(Lsn position, HoldfastException damage) {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "wal-source-damaged",
                "repository "
                        + target.repository().name()
                        + " lacks the WAL at "
                        + position
                        + ", which others hold damaged: "
                        + damage.getMessage(),
                "If no copy of that object can be found, move it away and restart the agent: the WAL"
                        + " from there to the end of its epoch becomes a recorded gap.",
                damage);
    }

    private Optional<Lsn> copyPiece(EpochWal source, Lsn position) {
        Optional<Checked> piece = piece(source, position);
        piece.ifPresent(checked -> putPiece(source, position, checked));
        return piece.map(Checked::end);
    }

    private Optional<Checked> piece(EpochWal source, Lsn start) {
        return get(source, source.pieceName(start), EpochWal.PIECE_OR_SEAL, start);
    }

    private void putPiece(EpochWal source, Lsn start, Checked piece) {
        switch (target.repository().putRaw(piece.opened().header(), piece.bytes())) {
            case Placed.Created created -> {}
            case Placed.Same same -> {}
            case Placed.Other other when other.header().kind() == ContainerKind.SEAL ->
                    putAsRolled(source, start, piece.end(), piece.opened());
            case Placed.Other other -> throw different(source, target.pieceName(start));
        }
    }

    private Optional<Lsn> copyRolled(EpochWal source, Lsn position) {
        for (Span span : new EpochNames(source).rolledOver(position)) {
            String name = source.name(span);
            Optional<Checked> rolled =
                    get(source, name, EnumSet.of(ContainerKind.ROLLED), span.start());
            if (rolled.isPresent()) {
                putRolled(source, rolled.get());
                return Optional.of(span.end());
            }
        }
        return Optional.empty();
    }

    private void putRolled(EpochWal source, Checked rolled) {
        ContainerHeader header = rolled.opened().header();
        if (target.repository().putRaw(header, rolled.bytes()) instanceof Placed.Other) {
            throw different(source, header.name());
        }
    }

    private Optional<Checked> get(
            EpochWal source, String name, Set<ContainerKind> allowed, Lsn start) {
        ClusterRepository repository = source.repository();
        return damaged.sound(
                repository,
                name,
                () ->
                        repository
                                .store()
                                .get(name)
                                .flatMap(bytes -> check(repository, name, allowed, start, bytes)));
    }

    private Optional<Checked> check(
            ClusterRepository repository,
            String name,
            Set<ContainerKind> allowed,
            Lsn start,
            byte[] bytes) {
        try (ContainerReader reader = repository.reader()) {
            OpenedContainer opened = reader.open(name, allowed, bytes);
            return opened.header().kind() == ContainerKind.SEAL
                    ? Optional.empty()
                    : Optional.of(
                            new Checked(
                                    opened,
                                    EpochWal.metadata(epoch, start, opened.header()).end(),
                                    bytes));
        }
    }

    private void putAsRolled(EpochWal source, Lsn start, Lsn end, OpenedContainer piece) {
        String name = WalNames.rolled(epoch.epoch(), epoch.timeline(), start, end);
        byte[] plain = piece.plain();
        try (ContainerWriter writer = target.repository().writer()) {
            Placed placed =
                    target.repository()
                            .put(
                                    writer.seal(
                                            ContainerKind.ROLLED,
                                            name,
                                            piece.header().metadata(),
                                            plain,
                                            0,
                                            plain.length));
            if (placed instanceof Placed.Other) {
                throw different(source, name);
            }
        }
    }

    private HoldfastException different(EpochWal source, String name) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "repositories-differ",
                name
                        + " in repository "
                        + target.repository().name()
                        + " is not the same as in repository "
                        + source.repository().name(),
                "Keep both repositories as they are, and find out who else wrote to them.");
    }
}
