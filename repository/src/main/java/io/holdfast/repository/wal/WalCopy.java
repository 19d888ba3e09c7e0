package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerReader;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.epoch.EpochRecord;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Completes an epoch in one repository from another, object by object, as raw bytes: each is opened
 * and checked on the way, and what the target has already is compared. Where the target's seal
 * stands on a piece's name, that piece is put as a rolled object. Not for several threads.
 */
public final class WalCopy {
    private final EpochWal source;
    private final EpochWal target;
    private final EpochRecord epoch;

    public WalCopy(EpochWal source, EpochWal target) {
        this.source = source;
        this.target = target;
        this.epoch = source.epoch();
    }

    /**
     * Copies the object that holds the WAL at {@code position}.
     *
     * @return the end of that object, or empty if the source does not hold the position
     */
    public Optional<Lsn> copyAt(Lsn position) {
        Optional<Lsn> piece = copyPiece(position);
        return piece.isPresent() ? piece : copyRolled(position);
    }

    private Optional<Lsn> copyPiece(Lsn position) {
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), position);
        Optional<byte[]> bytes = source.repository().store().get(name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        OpenedContainer opened = open(name, bytes.get(), EpochWal.PIECE_OR_SEAL);
        if (opened.header().kind() == ContainerKind.SEAL) {
            return Optional.empty();
        }
        Lsn end = EpochWal.metadata(epoch, position, opened.header()).end();
        switch (target.repository().putRaw(opened.header(), bytes.get())) {
            case Placed.Created created -> {}
            case Placed.Same same -> {}
            case Placed.Other other when other.header().kind() == ContainerKind.SEAL ->
                    putAsRolled(position, end, opened);
            case Placed.Other other -> throw different(name);
        }
        return Optional.of(end);
    }

    private Optional<Lsn> copyRolled(Lsn position) {
        Optional<Span> span =
                EpochListing.of(source).rolled().stream()
                        .filter(s -> s.contains(position))
                        .findFirst();
        return span.flatMap(this::copyRolled);
    }

    private Optional<Lsn> copyRolled(Span span) {
        String name = WalNames.rolled(epoch.epoch(), epoch.timeline(), span.start(), span.end());
        Optional<byte[]> bytes = source.repository().store().get(name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        OpenedContainer opened = open(name, bytes.get(), EnumSet.of(ContainerKind.ROLLED));
        if (target.repository().putRaw(opened.header(), bytes.get()) instanceof Placed.Other) {
            throw different(name);
        }
        return Optional.of(span.end());
    }

    private OpenedContainer open(String name, byte[] bytes, java.util.Set<ContainerKind> allowed) {
        try (ContainerReader reader = source.repository().reader()) {
            return reader.open(name, allowed, bytes);
        }
    }

    private void putAsRolled(Lsn start, Lsn end, OpenedContainer piece) {
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
                throw different(name);
            }
        }
    }

    private HoldfastException different(String name) {
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
