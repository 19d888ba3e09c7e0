package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.testing.Actor;
import io.holdfast.repository.wal.WalNames;
import io.holdfast.repository.wal.WalScene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An agent's process in the model: session after session, each from a survey to an epoch to pieces,
 * with everything but the server's stream as the agent has it.
 */
final class ModelAgent {
    private static final Set<String> EXPECTED =
            Set.of(
                    "model-unreachable",
                    "model-full",
                    "epoch-taken",
                    "epoch-conflict",
                    "epoch-unseen",
                    "capture-diverged",
                    "catch-up-source-missing",
                    "wal-out-of-reach");
    // so much of what was acknowledged the server still has
    private static final int KEPT = 30;

    private final ModelWorld world;
    private final ModelWorld.Server server;
    private final Actor actor;
    private final List<ConfiguredRepository> configured;
    private final Encounters encounters;
    private final Unwritable unwritable = new Unwritable(event -> {});
    private int reachable;
    private int writable;
    private boolean isRefused;
    private boolean isDone;

    ModelAgent(ModelWorld world, ModelWorld.Server server) {
        this.world = world;
        this.server = server;
        this.actor = new Actor(this::run);
        this.configured =
                world.repositories.over(stores()).openers().stream()
                        .map(ConfiguredRepository::new)
                        .toList();
        this.encounters = new Encounters(() -> 0);
    }

    private ObjectStore[] stores() {
        ObjectStore[] stores = new ObjectStore[world.count()];
        for (int i = 0; i < stores.length; i++) {
            int bit = 1 << i;
            stores[i] =
                    new ModelStore(
                            world.stores.get(i),
                            actor::step,
                            () -> world.isHealed || (reachable & bit) != 0,
                            () -> world.isHealed || (writable & bit) != 0,
                            world.flights::add);
        }
        return stores;
    }

    void advance() {
        actor.advance();
    }

    void kill() {
        actor.kill();
    }

    private void run() {
        while (true) {
            actor.step();
            reachable = 1 + world.random.nextInt((1 << world.count()) - 1);
            writable = world.random.nextBoolean() ? -1 : world.random.nextInt(1 << world.count());
            try {
                session();
            } catch (HoldfastException e) {
                if (!EXPECTED.contains(e.code())) {
                    throw e;
                }
                isRefused |= e.code().equals("capture-diverged");
            }
        }
    }

    /** Whether a person has to decide. */
    boolean isRefused() {
        return isRefused;
    }

    boolean isSettled() {
        return isRefused || isDone;
    }

    private void session() {
        Survey survey = Survey.of(List.copyOf(configured));
        UUID writer = new UUID(world.random.nextLong(), world.random.nextLong());
        Takeover takeover = new Takeover(survey, writer, world::now, unwritable);
        if (survey.newest().isEmpty()) {
            if (survey.failures().isEmpty() && server.equals(world.old)) {
                Lsn start = new Lsn(ModelWorld.START);
                take(survey, takeover, writer, start, null);
            }
            return;
        }
        EpochRecord parent = survey.newest().get();
        checkHeld(survey, parent, survey.frontier().orElseThrow());
        Rivals.check(survey, forDecision(), parent, server.instance());
        Lsn end = takeover.seal();
        checkHeld(survey, parent, end);
        Rivals.check(survey, forDecision(), parent, server.instance());
        boolean isGone = end.plus(KEPT).isBefore(world.acknowledged(server));
        if (!isGone) {
            take(
                    survey,
                    takeover,
                    writer,
                    end,
                    new EpochRecord.Parent(parent.epoch(), parent.timeline(), end));
            return;
        }
        assertTrue(
                !survey.failures().isEmpty() || !server.equals(world.last()),
                () -> parent + " is followed, and ends at " + end + " before " + server);
    }

    private StartDecision.Server forDecision() {
        return new StartDecision.Server(
                WalScene.SYSTEM,
                1 << 20,
                new Lsn(Long.MAX_VALUE),
                TimelineHistory.root(WalScene.ONE));
    }

    /** The server's WAL is held against the repositories'. */
    private void checkHeld(Survey survey, EpochRecord parent, Lsn end) {
        Branch branch = Branch.to(survey.epochs(), parent.epoch());
        HeldBranch held = HeldBranch.of(survey, branch, branch.stretches().getFirst().start());
        Lsn from = held.start();
        if (from.isBefore(end)) {
            if (!java.util.Arrays.equals(held.read(from, end), server.wal(from, end))) {
                throw WalComparison.refused("other bytes");
            }
        }
    }

    private void take(
            Survey survey,
            Takeover takeover,
            UUID writer,
            Lsn start,
            EpochRecord.@org.jspecify.annotations.Nullable Parent parent) {
        AckRule rule = new AckRule(world.durability);
        Predecessors others = survey.predecessors().without(server.instance(), true);
        Set<UUID> sealed = Set.copyOf(takeover.takenIn());
        boolean acknowledges =
                others.all().isEmpty()
                        || (sealed.size() >= rule.requiredForTakeover(world.count())
                                && others.areFenced(sealed));
        EpochRecord epoch =
                new EpochRecord(
                        takeover.nextEpoch(),
                        writer,
                        server.instance(),
                        "bank",
                        WalScene.SYSTEM,
                        18,
                        1 << 20,
                        WalScene.ONE,
                        start,
                        parent,
                        parent == null ? Reason.FIRST : Reason.CONTINUE,
                        world.now(),
                        takeover.closes(parent == null ? null : parent.epoch()),
                        configured.stream().flatMap(known -> known.id().stream()).toList(),
                        takeover.takenIn(),
                        world.durability.toString(),
                        acknowledges);
        takeover.take(new EpochOpening(epoch, List.of(), Optional.empty()));
        unwritable.clear();
        NavigableMap<EpochId, EpochRecord> known = new TreeMap<>(survey.epochs());
        known.put(epoch.epoch(), epoch);
        new Stream(epoch, known).run();
    }

    /** The lanes of one session, in turns. */
    private final class Stream {
        private final EpochRecord epoch;
        private final Branch branch;
        private final Admission admission;
        private final Map<Integer, ClusterRepository> joined = new TreeMap<>();
        private final Map<Integer, Lsn> frontiers = new HashMap<>();
        private final NavigableMap<Lsn, Lsn> cuts = new TreeMap<>();

        Stream(EpochRecord epoch, NavigableMap<EpochId, EpochRecord> known) {
            this.epoch = epoch;
            this.branch = Branch.to(known, epoch.epoch());
            this.admission = new Admission(known, epoch, encounters);
        }

        void run() {
            int rounds = world.isHealed ? 60 : world.random.nextInt(60);
            for (int i = 0; i < rounds && !admission.isOutdated(); i++) {
                actor.step();
                if (world.random.nextInt(10) == 0) {
                    reachable = world.random.nextInt(1 << world.count());
                }
                int lane = world.random.nextInt(world.count());
                try {
                    if (!joined.containsKey(lane)) {
                        join(lane);
                    } else if (!put(lane)) {
                        return;
                    }
                } catch (HoldfastException e) {
                    joined.remove(lane);
                    frontiers.remove(lane);
                    if (!EXPECTED.contains(e.code())) {
                        throw e;
                    }
                }
                acknowledge();
            }
            isDone = world.isHealed && frontiers.size() == world.count() && finish();
        }

        /** Brings all to the same end; returns whether nobody was in the way. */
        private boolean finish() {
            Lsn end = frontiers.values().stream().reduce(Lsn.ZERO, Lsn::max);
            for (int lane = 0; lane < world.count(); lane++) {
                while (end.isAfter(Objects.requireNonNull(frontiers.get(lane)))) {
                    if (!put(lane)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private void join(int lane) {
            ClusterRepository repository = configured.get(lane).open();
            List<ClusterRepository> sources = new ArrayList<>();
            for (ConfiguredRepository other : configured) {
                try {
                    sources.add(other.open());
                } catch (HoldfastException e) {
                    actor.step();
                }
            }
            Joining joining =
                    new Joining(
                            branch,
                            () -> new Joining.Sources(sources, sources.size() == world.count()),
                            world::now);
            frontiers.put(lane, admission.admit(repository, joining));
            joined.put(lane, repository);
            admission.joined(repository);
        }

        /** Returns whether the lane goes on. */
        private boolean put(int lane) {
            ClusterRepository repository = Objects.requireNonNull(joined.get(lane));
            Lsn start = Objects.requireNonNull(frontiers.get(lane));
            Lsn end =
                    cuts.computeIfAbsent(
                            start, at -> at.plus(1 + world.random.nextInt(ModelWorld.MAX_PIECE)));
            String name = WalNames.piece(epoch.epoch(), epoch.timeline(), start);
            Placed placed =
                    WalScene.object(
                            repository,
                            ContainerKind.PIECE,
                            name,
                            start.value(),
                            server.wal(start, end));
            if (placed instanceof Placed.Other) {
                return false;
            }
            frontiers.put(lane, end);
            return true;
        }

        private void acknowledge() {
            if (!epoch.acknowledges() || joined.isEmpty()) {
                return;
            }
            List<Lsn> counted = new ArrayList<>(frontiers.values());
            if (counted.size() > 1 && world.random.nextInt(5) == 0) {
                // one stalls, and is suspended
                counted.remove(world.random.nextInt(counted.size()));
            }
            new AckRule(world.durability)
                    .acknowledged(counted)
                    .ifPresent(lsn -> world.acknowledge(server, lsn));
        }
    }
}
