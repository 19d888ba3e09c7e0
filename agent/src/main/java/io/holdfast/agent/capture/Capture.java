package io.holdfast.agent.capture;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.Frontier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    /** The code of the failure of a session that another writer has ended. */
    static final String FENCED = "capture-fenced";

    private final Surroundings surroundings;
    private final List<ConfiguredRepository> repositories;
    private final Encounters encounters;
    private final Unwritable unwritable;
    private final CaptureSettings settings;
    private final CaptureListener listener;
    private final LagSamples samples = new LagSamples();
    private final StoredFrontiers stored;
    private final LaneFigures figures;
    private final SlotGuard guard;
    private final SynchronyGuard synchrony;
    private final ServerWatch watch;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final Thread watchThread;
    private volatile @Nullable ActiveSession active;
    private volatile CaptureStatus.Phase phase = CaptureStatus.Phase.BEGINNING;
    private volatile @Nullable HoldfastException failure;
    private boolean isWalGone;
    private boolean wasWalGone;
    private boolean isAllRead;
    private boolean isFenced;
    private @Nullable EpochId taken;
    private boolean isSlotNew;

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

        private Surroundings over(List<ConfiguredRepository> configured) {
            return new Surroundings(
                    connector, server, clusterId, List.copyOf(configured), clock, nanos);
        }
    }

    private Capture(Surroundings given, CaptureSettings settings, CaptureListener listener) {
        this.repositories = given.repositories().stream().map(ConfiguredRepository::new).toList();
        this.surroundings = given.over(repositories);
        this.encounters = new Encounters(given.nanos());
        this.settings = settings;
        this.listener = listener;
        this.unwritable = new Unwritable(listener);
        this.stored = new StoredFrontiers(repositories, samples, given.clock(), given.nanos());
        this.figures = new LaneFigures(repositories, stored, samples);
        this.guard = new SlotGuard(settings.slot(), settings.config(), listener, given.nanos());
        this.synchrony = new SynchronyGuard(given.server().applicationName(), listener);
        this.watch =
                new ServerWatch(
                        surroundings.connector(),
                        surroundings.server(),
                        samples,
                        guard,
                        synchrony,
                        surroundings.clock(),
                        surroundings.nanos());
        this.thread = Thread.ofVirtual().name("capture").unstarted(this::run);
        this.watchThread = Thread.ofVirtual().name("capture-watch").unstarted(watch);
    }

    /** Starts to capture, in the background. */
    public static Capture start(
            Surroundings surroundings, CaptureSettings settings, CaptureListener listener) {
        Capture capture = new Capture(surroundings, settings, listener);
        capture.stored.start();
        capture.watchThread.start();
        capture.thread.start();
        return capture;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isStopping()) {
                long began = surroundings.nanos().getAsLong();
                Next next = runOnce();
                boolean wentWell =
                        surroundings.nanos().getAsLong() - began > LONGEST_PAUSE.toNanos();
                pause = wentWell || next == Next.GO_ON ? FIRST_PAUSE : pause;
                if (next == Next.PAUSE) {
                    if (pause(pause)) {
                        break;
                    }
                    pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            stopping.countDown();
        } finally {
            phase = CaptureStatus.Phase.STOPPED;
        }
    }

    /** What follows a session. */
    private enum Next {
        /** The next one, as if nothing had happened before. */
        GO_ON,
        /** The next one at once, which knows what this one has met. */
        TRY_AGAIN,
        PAUSE
    }

    private Next runOnce() throws InterruptedException {
        phase = CaptureStatus.Phase.BEGINNING;
        try {
            SessionEnd end = session();
            failure = null;
            if (end instanceof SessionEnd.InRecovery) {
                phase = CaptureStatus.Phase.STANDBY;
                pause(STANDBY_PAUSE);
            }
            return end instanceof SessionEnd.TimelineEnded || end instanceof SessionEnd.Outdated
                    ? Next.GO_ON
                    : Next.PAUSE;
        } catch (HoldfastException e) {
            return failedFor(e);
        } catch (RuntimeException e) {
            return failedFor(Unexpected.in("a capture session", e));
        }
    }

    private Next failedFor(HoldfastException e) {
        isFenced |= e.code().equals(FENCED);
        // a repository that could not be read may hold what the server has not: no haste then
        boolean isNews = unwritable.isNews() || (isWalGone && !wasWalGone && isAllRead);
        wasWalGone = isWalGone;
        if (!isNews) {
            failed(e);
        }
        return isNews ? Next.TRY_AGAIN : Next.PAUSE;
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
                        connector.connectReplication(surroundings.server(), sql)) {
            ServerFacts server = ServerFacts.read(replication, sql);
            if (server.isInRecovery()) {
                isFenced = false;
                taken = null;
                keepStandbySlot(replication, sql);
                return new SessionEnd.InRecovery();
            }
            // before a walsender streams, and so before anybody can wait for it
            synchrony.check(sql);
            synchrony
                    .refusal()
                    .ifPresent(
                            refused -> {
                                throw refused;
                            });
            ReplicationSlot.Ensured slot =
                    ReplicationSlot.ensure(replication, sql, settings.slot());
            if (!slot.wasThere()) {
                isSlotNew = true;
                listener.happened(new CaptureEvent.SlotCreated(settings.slot(), slot.wasLost()));
            }
            Survey survey = Survey.of(surroundings.repositories());
            isAllRead = survey.failures().isEmpty();
            checkFence(survey, server.history());
            Begun begun =
                    begin(
                            new Beginning(
                                    replication,
                                    server,
                                    slot.slot(),
                                    survey,
                                    identity(!isSlotNew),
                                    unwritable,
                                    surroundings.clock(),
                                    surroundings.nanos()));
            isSlotNew = false;
            unwritable.clear();
            isFenced = false;
            taken = begun.branch().newest().epoch().epoch();
            return stream(begun, server, survey);
        }
    }

    // Only what the server says when asked for the WAL after the frontier may lead to a gap; a
    // history file that it lacks, say, has the same SQLSTATE.
    private Begun begin(Beginning beginning) {
        boolean wasGone = isWalGone;
        isWalGone = false;
        try {
            return beginning.begin(wasGone);
        } catch (HoldfastException e) {
            isWalGone = SqlState.of(e).filter(SqlState.UNDEFINED_FILE::equals).isPresent();
            throw e;
        }
    }

    // Taking over back and forth would leave nobody in charge: who was fenced by another instance
    // yields, until its server has been promoted since, or a person restarts it.
    private void checkFence(Survey survey, TimelineHistory history) {
        survey.newest()
                .filter(epoch -> !epoch.instance().equals(settings.instance()))
                .filter(epoch -> history.switchPointOf(epoch.timeline()).isEmpty())
                .filter(epoch -> isFenced || isAfterMine(epoch))
                .ifPresent(
                        epoch -> {
                            throw new HoldfastException(
                                    ErrorCategory.REPOSITORY,
                                    FENCED,
                                    "instance "
                                            + epoch.instance()
                                            + " has taken over with epoch "
                                            + epoch.epoch(),
                                    "Find out which instance captures now; 'holdfast wal' shows"
                                            + " it. Restart this agent to take over again.");
                        });
    }

    // Who had nothing to put since met no seal, and still was taken over from.
    private boolean isAfterMine(EpochRecord epoch) {
        return taken != null && epoch.epoch().number() > taken.number();
    }

    private Beginning.Identity identity(boolean isSlotKnown) {
        return new Beginning.Identity(
                UUID.randomUUID(),
                settings.instance(),
                surroundings.clusterId(),
                isSlotKnown,
                new AckRule(settings.durability()),
                repositories.size(),
                repositories.stream().flatMap(known -> known.id().stream()).toList());
    }

    private SessionEnd stream(Begun begun, ServerFacts server, Survey survey)
            throws InterruptedException {
        ActiveSession session =
                new ActiveSession(
                        begun,
                        server,
                        survey,
                        encounters,
                        watch::stoppingSince,
                        synchrony,
                        surroundings,
                        settings,
                        samples,
                        listener);
        active = session;
        SessionNews.of(begun, survey, repositories).forEach(listener::happened);
        phase = CaptureStatus.Phase.STREAMING;
        failure = null;
        try {
            if (isStopping()) {
                session.release();
            }
            return session.run(this::isStopping);
        } finally {
            // whatever ended the session: who sleeps through a takeover loses the connection too
            isFenced |= session.lanes().stream().anyMatch(lane -> lane.progress().isFenced());
            figures.ended(session.lanes());
            active = null;
        }
    }

    // A standby keeps the slot in step with what the repositories hold, so that a promotion leaves
    // no gap.
    private void keepStandbySlot(ReplicationConnection replication, PgConnection sql) {
        ReplicationSlot.Ensured slot = ReplicationSlot.ensure(replication, sql, settings.slot());
        Survey survey = Survey.of(surroundings.repositories());
        survey.holdings().stream()
                .flatMap(holding -> holding.frontier().stream())
                .map(Frontier::end)
                .min(Lsn::compareTo)
                .ifPresent(frontier -> ReplicationSlot.advance(sql, slot.slot(), frontier));
    }

    /** How the capture stands now. */
    public CaptureStatus status() {
        ActiveSession session = active;
        Optional<LagSamples.Sample> newest = samples.newest();
        long now = surroundings.nanos().getAsLong();
        return new CaptureStatus(
                phase,
                Optional.ofNullable(session).map(ActiveSession::epoch),
                Optional.ofNullable(session).map(ActiveSession::received),
                Optional.ofNullable(session).map(ActiveSession::acknowledged),
                newest.map(LagSamples.Sample::lsn),
                newest.map(sample -> Duration.ofNanos(now - sample.nanos())),
                lanes(session, now),
                guard.latest(),
                Optional.ofNullable(failure).or(watch::failure));
    }

    // What another instance writes is not seen by a standby's agent, so it says nothing of it.
    private List<CaptureStatus.Lane> lanes(@Nullable ActiveSession session, long now) {
        if (session != null && !session.lanes().isEmpty()) {
            return figures.of(session.lanes(), now);
        }
        return phase == CaptureStatus.Phase.STANDBY ? List.of() : figures.betweenSessions(now);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private boolean pause(Duration time) throws InterruptedException {
        return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /**
     * Stops: what the server has sent is put into the repositories if they take it in time; the
     * slot keeps the rest.
     */
    @Override
    public void close() {
        stopping.countDown();
        ActiveSession session = active;
        if (session != null) {
            session.release();
        }
        try {
            Duration lanes = settings.shutdownDeadline();
            if (!thread.join(lanes.plus(STOP_MARGIN))) {
                thread.interrupt();
                thread.join();
            }
            stored.stop();
            watch.stop();
            watchThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
