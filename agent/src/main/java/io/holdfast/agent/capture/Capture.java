package io.holdfast.agent.capture;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Captures a database's WAL into its repositories until it is stopped: session after session, each
 * with an epoch of its own, with pauses that grow while nothing succeeds. What was acknowledged to
 * the server is durable, whatever happens here.
 */
public final class Capture implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration STANDBY_PAUSE = Duration.ofSeconds(5);
    private static final Duration LANE_DEADLINE = Duration.ofSeconds(20);
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final CaptureSettings settings;
    private final CaptureListener listener;
    private final LagSamples samples = new LagSamples();
    private final SlotGuard guard;
    private final ServerWatch watch;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final Thread watchThread;
    private volatile @Nullable ActiveSession active;
    private volatile CaptureStatus.Phase phase = CaptureStatus.Phase.BEGINNING;
    private volatile @Nullable HoldfastException failure;
    private boolean isWalGone;

    /**
     * Where a capture lives.
     *
     * @param nanos monotonic
     */
    public record Surroundings(
            PgConnector connector,
            ConnectionSettings server,
            String clusterId,
            List<RepositoryOpener> repositories,
            InstantSource clock,
            LongSupplier nanos) {
        public Surroundings {
            repositories = List.copyOf(repositories);
        }
    }

    private Capture(Surroundings surroundings, CaptureSettings settings, CaptureListener listener) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.listener = listener;
        this.guard = new SlotGuard(settings.slot(), settings.config(), listener);
        this.watch =
                new ServerWatch(
                        surroundings.connector(),
                        surroundings.server(),
                        samples,
                        guard,
                        surroundings.clock(),
                        surroundings.nanos());
        this.thread = Thread.ofVirtual().name("capture").unstarted(this::run);
        this.watchThread = Thread.ofVirtual().name("capture-watch").unstarted(watch);
    }

    /** Starts to capture, in the background. */
    public static Capture start(
            Surroundings surroundings, CaptureSettings settings, CaptureListener listener) {
        Capture capture = new Capture(surroundings, settings, listener);
        capture.watchThread.start();
        capture.thread.start();
        return capture;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isStopping()) {
                long began = surroundings.nanos().getAsLong();
                boolean isFollowing = runOnce();
                boolean wentWell =
                        surroundings.nanos().getAsLong() - began > LONGEST_PAUSE.toNanos();
                pause = wentWell || isFollowing ? FIRST_PAUSE : pause;
                if (!isFollowing && pause(pause)) {
                    break;
                }
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException e) {
            stopping.countDown();
        } finally {
            phase = CaptureStatus.Phase.STOPPED;
        }
    }

    /** Returns whether the next session is to begin at once. */
    private boolean runOnce() throws InterruptedException {
        phase = CaptureStatus.Phase.BEGINNING;
        try {
            SessionEnd end = session();
            failure = null;
            if (end instanceof SessionEnd.InRecovery) {
                phase = CaptureStatus.Phase.STANDBY;
                pause(STANDBY_PAUSE);
            }
            return end instanceof SessionEnd.TimelineEnded;
        } catch (HoldfastException e) {
            boolean isGoneNow = SqlState.of(e).filter(SqlState.UNDEFINED_FILE::equals).isPresent();
            boolean isNews = isGoneNow && !isWalGone;
            isWalGone = isGoneNow;
            if (!isNews) {
                failed(e);
            }
            return isNews;
        }
    }

    private void failed(HoldfastException e) {
        HoldfastException before = failure;
        failure = e;
        if (before == null || !before.code().equals(e.code())) {
            listener.happened(new CaptureEvent.SessionFailed(e));
        }
    }

    private SessionEnd session() throws InterruptedException {
        PgConnector connector = surroundings.connector();
        try (PgConnection sql = connector.connect(surroundings.server());
                ReplicationConnection replication =
                        connector.connectReplication(surroundings.server())) {
            ServerFacts server = ServerFacts.read(replication, sql);
            if (server.isInRecovery()) {
                keepStandbySlot(replication, sql);
                return new SessionEnd.InRecovery();
            }
            boolean isSlotKnown = ReplicationSlot.find(sql, settings.slot()).isPresent();
            ReplicationSlot slot = ensureSlot(replication, sql);
            Survey survey = Survey.of(surroundings.repositories());
            boolean isReplaced = isSlotKnown && isReplaced(slot);
            Beginning beginning =
                    new Beginning(
                            replication,
                            server,
                            slot,
                            survey,
                            identity(isSlotKnown && !isReplaced),
                            surroundings.clock(),
                            surroundings.nanos());
            Begun begun = beginning.begin(isWalGone);
            isWalGone = false;
            return stream(begun, server, survey);
        }
    }
}
