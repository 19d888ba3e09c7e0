package io.holdfast.agent.run;

import io.holdfast.agent.capture.Capture;
import io.holdfast.agent.capture.CaptureSettings;
import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.fill.Filling;
import io.holdfast.agent.job.JobDesk;
import io.holdfast.agent.job.RunJournal;
import io.holdfast.agent.link.Link;
import io.holdfast.agent.link.Linking;
import io.holdfast.agent.link.Orders;
import io.holdfast.agent.policy.WorkingPolicy;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.agent.schedule.Timetable;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: captures WAL, makes the scheduled backups and fills repositories that lack some,
 * until it is closed. Its calls block and are made from virtual or platform threads.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long BUFFER_BYTES = 2L << 20;
    private static final Duration GIVE_UP_DEADLINE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final PgConnector connector;
    private final ConfiguredRepositories repositories;
    private final Backups backups;
    private final Capture capture;
    private final AgentPage page;
    private final Thread schedule;
    private final Linking link;
    private final LongSupplier nanos;

    private Agent(
            Vertx vertx,
            AgentConfig config,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.vertx = vertx;
        this.nanos = nanos;
        // First: where another agent runs already, nothing may be captured.
        this.page = AgentPage.open(vertx, config.http());
        this.connector = new PgConnector(vertx, clock, nanos, BUFFER_BYTES);
        this.repositories = new ConfiguredRepositories(config, meters, random);
        this.backups = new Backups(config, connector, clock, nanos);
        BackupLane lane = new BackupLane();
        WorkingPolicy policy = new WorkingPolicy(config, lane::look);
        Filling filling = filling(config, policy, repositories, clock, nanos);
        this.capture =
                Capture.start(
                        new Capture.Surroundings(
                                connector,
                                Connections.of(config.postgres()),
                                config.cluster(),
                                List.copyOf(repositories.all()),
                                clock,
                                nanos),
                        CaptureSettings.of(
                                config.instance(),
                                config.postgres().slot(),
                                config.durability(),
                                config.capture()),
                        new EventLog(meters, lane::gap, lane::fill));
        CaptureMeters.register(meters, names(repositories), capture::status);
        FillMeters.register(meters, names(repositories), filling::status);
        Path directory = config.controlPlane().directory();
        Orders orders = new Orders(policy);
        this.link = link(config, capture, orders, clock, random);
        RunJournal journal = new RunJournal(directory, link, clock);
        JobDesk desk = new JobDesk(directory, link, journal, clock, lane::job);
        desk.settle();
        orders.open(desk);
        page.show(meters, capture::status, filling::status, link::status);
        BackupSchedule plan =
                new BackupSchedule(
                        () -> new Timetable(config.cluster(), policy.schedules()),
                        lane,
                        new BackupAttempts(repositories, backups, journal, desk, clock, random),
                        filling,
                        new ScheduleMemory(directory),
                        clock);
        this.schedule = Thread.ofVirtual().name("backup-schedule").start(plan);
    }

    private Linking link(
            AgentConfig config,
            Capture from,
            Orders orders,
            InstantSource clock,
            RandomGenerator random) {
        Link.Surroundings given =
                new Link.Surroundings(
                        connector,
                        Connections.of(config.postgres()),
                        from::status,
                        orders,
                        clock,
                        nanos,
                        random);
        return Linking.start(() -> Link.start(vertx, config, given));
    }

    private static List<String> names(ConfiguredRepositories repositories) {
        return repositories.all().stream().map(ConfiguredRepository::name).toList();
    }

    private static Filling filling(
            AgentConfig config,
            WorkingPolicy policy,
            ConfiguredRepositories repositories,
            InstantSource clock,
            LongSupplier nanos) {
        return new Filling(
                repositories.all(),
                // an agent gives up nobody's intent
                () -> policy.retention().rules(ChronoUnit.FOREVER.getDuration()),
                Backups.throttle(config),
                clock,
                nanos);
    }

    /**
     * Starts an agent. Repositories that cannot be reached now are tried again. If it throws,
     * nothing runs and nothing was changed.
     *
     * @param nanos monotonic
     * @param random a cryptographically strong source
     */
    public static Agent start(
            AgentConfig config, InstantSource clock, LongSupplier nanos, RandomGenerator random) {
        Vertx vertx = Vertx.vertx();
        try {
            return new Agent(vertx, config, clock, nanos, random);
        } catch (RuntimeException e) {
            // closes the page's port with it
            vertx.close().await();
            throw e;
        }
    }

    /** How the capture stands now. */
    public CaptureStatus status() {
        return capture.status();
    }

    /** The configured repositories. */
    public ConfiguredRepositories repositories() {
        return repositories;
    }

    /** What makes base backups. */
    public Backups backups() {
        return backups;
    }

    /** Where the agent's own page is served. */
    public int httpPort() {
        return page.port();
    }

    /**
     * Stops in order: what the server has sent is put into the repositories if they take it, and a
     * backup that runs is given up meanwhile, within ten seconds or not at all.
     */
    @Override
    public void close() {
        schedule.interrupt();
        link.close();
        long began = nanos.getAsLong();
        capture.close();
        awaitSchedule(GIVE_UP_DEADLINE.minusNanos(nanos.getAsLong() - began));
        backups.close();
        page.close();
        connector.close();
        repositories.close();
        vertx.close().await();
    }

    private void awaitSchedule(Duration deadline) {
        try {
            if (!schedule.join(deadline.isPositive() ? deadline : Duration.ofNanos(1))) {
                LOG.warn(
                        "the backup that runs is not given up everywhere yet: its intent stays"
                                + " open until expiry takes it for dead");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
