package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.testing.Actor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A writer: takes an epoch, cuts pieces, puts up to eight at once, acknowledges what it may. */
final class ModelWriter {
    private static final int IN_FLIGHT = 8;

    private final ModelWorld world;
    private final Actor actor;
    private final long line;
    private final List<Long> cuts = new ArrayList<>();
    private final Map<Integer, Set<Integer>> confirmed = new HashMap<>();
    private boolean stopped;
    private boolean dead;

    /**
     * @param line tells its server's WAL from that of others
     */
    ModelWriter(ModelWorld world, long line) {
        this.world = world;
        this.line = line;
        this.actor = new Actor(this::run);
    }

    boolean isDone() {
        return actor.isDone();
    }

    void advance() {
        actor.advance();
    }

    void kill() {
        dead = true;
        actor.kill();
    }

    private void run() {
        ModelTaker.Taken taken = new ModelTaker(world, actor::step).take();
        cuts.add(taken.epoch().start().value());
        taken.holders().forEach(i -> confirmed.put(i, new HashSet<>()));
        while (!stopped) {
            actor.step();
            switch (world.random.nextInt(4)) {
                case 0 -> cuts.add(cuts.getLast() + 1 + world.random.nextInt(20));
                case 1 -> acknowledge(taken);
                default -> launch(taken);
            }
        }
    }

    private void launch(ModelTaker.Taken taken) {
        List<Integer> holders = List.copyOf(taken.holders());
        int i = holders.get(world.random.nextInt(holders.size()));
        int first = frontier(i);
        int piece = first + world.random.nextInt(IN_FLIGHT);
        if (piece + 1 >= cuts.size() || confirmedIn(i).contains(piece)) {
            return;
        }
        long start = cuts.get(piece);
        byte[] bytes = WalScene.wal(line, start, cuts.get(piece + 1));
        world.flights.add(() -> land(taken, i, piece, start, bytes));
    }

    /** May happen long after this writer's death. */
    private void land(ModelTaker.Taken taken, int i, int piece, long start, byte[] bytes) {
        ClusterRepository repository = world.repositories.get(i);
        String name =
                WalNames.piece(taken.epoch().epoch(), taken.epoch().timeline(), new Lsn(start));
        Placed placed = WalScene.object(repository, ContainerKind.PIECE, name, start, bytes);
        boolean answerIsLost = world.random.nextInt(10) == 0;
        if (dead || answerIsLost) {
            return;
        }
        switch (placed) {
            case Placed.Created created -> confirmedIn(i).add(piece);
            case Placed.Same same -> confirmedIn(i).add(piece);
            case Placed.Other other -> stopped = true;
        }
    }

    private Set<Integer> confirmedIn(int i) {
        return confirmed.getOrDefault(i, new HashSet<>());
    }

    private int frontier(int i) {
        int piece = 0;
        while (confirmedIn(i).contains(piece)) {
            piece++;
        }
        return piece;
    }

    private void acknowledge(ModelTaker.Taken taken) {
        int[] frontiers = taken.holders().stream().mapToInt(this::frontier).sorted().toArray();
        int pieces = frontiers[frontiers.length - world.durability];
        if (pieces == 0) {
            // an epoch without pieces is passed over, with what it continues
            return;
        }
        long start = taken.epoch().start().value();
        byte[] own = WalScene.wal(line, start, cuts.get(pieces));
        byte[] all = Arrays.copyOf(taken.prefix(), taken.prefix().length + own.length);
        System.arraycopy(own, 0, all, taken.prefix().length, own.length);
        world.acknowledge(all);
    }
}
