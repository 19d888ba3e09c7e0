package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Stretch;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Completing a repository that was sealed short, as section 7.2 describes it. */
final class ModelCopies {
    private ModelCopies() {}

    /** The bytes of the stretches up to {@code end}, from wherever they are. */
    static Optional<byte[]> read(
            List<ClusterRepository> sources, List<Stretch> stretches, Lsn end) {
        byte[] out = new byte[(int) end.minus(new Lsn(ModelWorld.START))];
        Lsn position = new Lsn(ModelWorld.START);
        for (Stretch stretch : stretches) {
            Lsn until = stretch.end() == null ? end : stretch.end();
            while (position.isBefore(until)) {
                Optional<Found> found = find(sources, stretch, position);
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                byte[] bytes = found.get().plain();
                System.arraycopy(
                        bytes, 0, out, (int) (position.value() - ModelWorld.START), bytes.length);
                position = position.plus(bytes.length);
            }
        }
        return Optional.of(out);
    }

    /** Whether the repository holds all of the stretches in the end. */
    static boolean complete(
            Runnable step,
            ClusterRepository repository,
            List<ClusterRepository> sources,
            List<Stretch> stretches) {
        for (Stretch stretch : stretches) {
            step.run();
            if (new Epochs(repository).put(stretch.epoch()) instanceof Placed.Other) {
                // the number went to one that lost elsewhere: nothing can be put right here
                return false;
            }
            EpochWal wal = new EpochWal(repository, stretch.epoch());
            Frontier frontier = wal.frontier();
            while (stretch.end() != null && frontier.end().isBefore(stretch.end())) {
                step.run();
                Optional<Found> found = find(sources, stretch, frontier.end());
                if (found.isEmpty()) {
                    return false;
                }
                copy(repository, stretch, frontier, found.get());
                frontier = wal.frontier();
            }
        }
        return true;
    }

    private static void copy(
            ClusterRepository repository, Stretch stretch, Frontier frontier, Found found) {
        if (frontier.isSealed() && !found.name().contains("rolled/")) {
            String name =
                    WalNames.rolled(
                            stretch.epoch().epoch(),
                            stretch.epoch().timeline(),
                            frontier.end(),
                            frontier.end().plus(found.plain().length));
            WalScene.object(
                    repository, ContainerKind.ROLLED, name, frontier.end().value(), found.plain());
        } else {
            byte[] raw = found.source().store().get(found.name()).orElseThrow();
            repository.store().putIfAbsent(found.name(), raw, raw.length);
        }
    }

    private record Found(ClusterRepository source, String name, byte[] plain) {}

    /** An object that begins at {@code position}, in a repository whose chain goes past it. */
    private static Optional<Found> find(
            List<ClusterRepository> sources, Stretch stretch, Lsn position) {
        for (ClusterRepository source : sources) {
            EpochWal wal = new EpochWal(source, stretch.epoch());
            if (!position.isBefore(wal.frontier().end())) {
                continue;
            }
            String piece =
                    WalNames.piece(stretch.epoch().epoch(), stretch.epoch().timeline(), position);
            boolean isPiece =
                    wal.at(position).filter(found -> found instanceof WalObject.Piece).isPresent();
            Optional<String> name =
                    isPiece
                            ? Optional.of(piece)
                            : new EpochNames(wal)
                                    .rolledOver(position).stream()
                                            .filter(span -> span.start().equals(position))
                                            .map(wal::name)
                                            .findFirst();
            if (name.isPresent()) {
                byte[] plain =
                        source.get(
                                        name.get(),
                                        EnumSet.of(ContainerKind.PIECE, ContainerKind.ROLLED))
                                .orElseThrow()
                                .plain();
                return Optional.of(new Found(source, name.get(), plain));
            }
        }
        return Optional.empty();
    }
}
