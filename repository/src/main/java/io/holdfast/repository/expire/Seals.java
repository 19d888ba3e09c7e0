package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.expire.WalGarbage.Item;
import io.holdfast.repository.expire.WalGarbage.Taker;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Tells seals, which always stay, from the pieces whose names they have. A seal is small, and so
 * are most pieces of a calm database: each of these is looked at, some at a time.
 */
final class Seals {
    /** The stored bytes up to which an object may be a seal; a seal takes some 400. */
    private static final long MOST_BYTES = 8192;

    private final ClusterRepository repository;

    Seals(ClusterRepository repository) {
        this.repository = repository;
    }

    /** Hands on what goes and is no seal; returns whether all of it was taken. */
    boolean eachOther(WalGarbage garbage, Taker<InterruptedException> taker)
            throws InterruptedException {
        List<Item> waiting = new ArrayList<>();
        boolean isComplete =
                garbage.<InterruptedException>each(
                        item -> {
                            waiting.add(item);
                            return waiting.size() < AtOnce.MOST || handOn(waiting, taker);
                        });
        return isComplete && handOn(waiting, taker);
    }

    private boolean handOn(List<Item> waiting, Taker<InterruptedException> taker)
            throws InterruptedException {
        List<Callable<Boolean>> questions = new ArrayList<>();
        waiting.forEach(item -> questions.add(() -> isSeal(item)));
        List<Boolean> seals = AtOnce.ask(questions);
        for (int i = 0; i < waiting.size(); i++) {
            if (!seals.get(i) && !taker.take(waiting.get(i))) {
                return false;
            }
        }
        waiting.clear();
        return true;
    }

    private boolean isSeal(Item item) {
        boolean maybe = item.sizeBytes() <= MOST_BYTES && !item.name().contains("/rolled/");
        return maybe
                && repository
                        .header(item.name(), EnumSet.of(ContainerKind.PIECE, ContainerKind.SEAL))
                        .filter(header -> header.kind() == ContainerKind.SEAL)
                        .isPresent();
    }
}
