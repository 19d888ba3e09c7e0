package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalStream;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One epoch at work: puts the parts together, runs them, and takes them down in order. */
final class ActiveSession {
    private static final Duration FINISH_DEADLINE = Duration.ofSeconds(2);
    private static final Duration LONGEST_STATUS_INTERVAL = Duration.ofSeconds(1);

    private final Begun begun;
    private final Supplier<Optional<Long>> serverStoppingSince;
    private final SynchronyGuard synchrony;
    private final Capture.Surroundings surroundings;
    private final CaptureSettings settings;
    private final LagSamples samples;
    private final CaptureListener listener;
    private final SessionRoom room;
    private final PieceSealer sealer;
    private final WalCutter cutter;
    private final Acknowledger acknowledger;

    ActiveSession(
            Begun begun,
            ServerFacts server,
            Survey survey,
            Encounters encounters,
            Supplier<Optional<Long>> serverStoppingSince,
            SynchronyGuard synchrony,
            Capture.Surroundings surroundings,
            CaptureSettings settings,
            LagSamples samples,
            CaptureListener listener) {
        this.begun = begun;
        this.serverStoppingSince = serverStoppingSince;
        this.synchrony = synchrony;
        this.surroundings = surroundings;
        this.settings = settings;
        this.samples = samples;
        this.listener = listener;
        EpochRecord epoch = epoch();
        NavigableMap<EpochId, EpochRecord> known = new TreeMap<>(survey.epochs());
        known.put(epoch.epoch(), epoch);
        EpochOpening opening = new EpochOpening(epoch, server.histories(), begun.gap());
        this.room =
                new SessionRoom(
                        settings,
                        opening,
                        begun.branch(),
                        new Admission(known, epoch, encounters),
                        surroundings.clock(),
                        surroundings.nanos());
        ClusterRepository any = survey.holdings().getFirst().repository();
        this.sealer = new PieceSealer(epoch, any.writer(), samples);
        this.cutter = new WalCutter(sealer, room.window()::add, epoch, settings.maxPieceBytes());
        this.acknowledger =
                new Acknowledger(
                        begun.stream(),
                        room.lanes(),
                        new AckRule(settings.durability()),
                        epoch.acknowledges(),
                        cutter::position,
                        statusInterval(server.walSenderTimeout()),
                        settings.suspendAfter(),
                        this::releaseServer);
    }

    // 0 means that the server never times out
    private static Duration statusInterval(Duration walSenderTimeout) {
        Duration third = walSenderTimeout.dividedBy(3);
        return third.isZero() || third.compareTo(LONGEST_STATUS_INTERVAL) > 0
                ? LONGEST_STATUS_INTERVAL
                : third;
    }

    EpochRecord epoch() {
        return begun.branch().newest().epoch();
    }

    Lsn received() {
        return cutter.position();
    }

    Lsn acknowledged() {
        return acknowledger.acknowledged();
    }

    List<RepositoryLane> lanes() {
        return room.lanes();
    }

    SessionEnd run(BooleanSupplier isStopping) throws InterruptedException {
        room.open(surroundings.repositories(), listener, this::laneChanged, surroundings.nanos());
        Thread status = Thread.ofVirtual().name("capture-status").start(acknowledger);
        WalStream stream = begun.stream();
        try (sealer) {
            CaptureSession session =
                    new CaptureSession(
                            stream,
                            cutter,
                            room,
                            acknowledger,
                            settings,
                            surroundings.nanos(),
                            isStopping,
                            () -> serverStoppingSince.get().isPresent(),
                            synchrony::refusal);
            if (begun.pending().isPresent()) {
                session.accept(begun.pending().get());
            }
            SessionEnd end = session.run();
            room.close(settings.shutdownDeadline());
            acknowledger.sendNow();
            if (end instanceof SessionEnd.Stopped) {
                stream.finish(FINISH_DEADLINE);
            }
            return end;
        } finally {
            room.close(Duration.ZERO);
            acknowledger.stop();
            status.join();
            stream.close();
        }
    }

    /** The agent stops: nobody waits for room in the window any more. */
    void release() {
        room.window().release();
    }

    private void laneChanged() {
        acknowledger.changed();
        if (room.lanes().stream().anyMatch(lane -> lane.progress().isFenced())) {
            // whoever waits for room must not wait for a lane that has stopped for good
            room.window().close();
        }
        room.lanes().stream()
                .flatMap(lane -> lane.progress().frontier().stream())
                .min(Lsn::compareTo)
                .ifPresent(samples::forgetBelow);
    }

    /** A server that shuts down waits for its receivers; it must not wait for a dead repository. */
    private void releaseServer() {
        long now = surroundings.nanos().getAsLong();
        boolean hasWaited =
                serverStoppingSince
                        .get()
                        .filter(since -> now - since > settings.shutdownDeadline().toNanos())
                        .isPresent();
        if (hasWaited) {
            room.window().close();
            begun.stream().close();
        }
    }
}
