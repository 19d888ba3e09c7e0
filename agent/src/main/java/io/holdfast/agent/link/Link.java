package io.holdfast.agent.link;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.ConfiguredRepository;
import io.holdfast.proto.v1.Database;
import io.holdfast.proto.v1.FailureDomain;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.Record;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane how the agent fares, until it is closed: for as long as there is one. It
 * comes back by itself, with full jitter, and the capture does not notice.
 */
public final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.link");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration RENEWED_AFTER = Duration.ofDays(1);

    private final Vertx vertx;
    private final IdentityFile file;
    private final AgentConfig config;
    private final LinkSources sources;
    private final Outbox outbox;
    private final DatabaseLook look;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread talk;
    private final Thread minutes;
    private volatile Optional<Database> database = Optional.empty();
    private volatile LinkStatus status;
    private Optional<Identity> tried = Optional.empty();

    private Link(
            Vertx vertx,
            IdentityFile file,
            Identity identity,
            AgentConfig config,
            Surroundings given) {
        this.vertx = vertx;
        this.file = file;
        this.config = config;
        this.clock = given.clock();
        this.nanos = given.nanos();
        this.random = given.random();
        this.outbox = Outbox.open(config.controlPlane().directory());
        this.look = new DatabaseLook(given.connector(), given.connection(), domain(config));
        this.sources =
                new LinkSources(
                        Objects.requireNonNullElse(
                                Link.class.getPackage().getImplementationVersion(), "unpackaged"),
                        UUID.randomUUID().toString(),
                        config.repositories().stream().map(Link::repository).toList(),
                        given.status(),
                        () -> database,
                        given.orders(),
                        clock);
        this.status = new LinkStatus(identity.url(), false, clock.instant(), Optional.empty());
        this.talk = Thread.ofVirtual().name("link").start(this::talk);
        this.minutes = Thread.ofVirtual().name("link-minutes").start(this::count);
        Thread.ofVirtual().name("link-database").start(this::look);
    }

    /**
     * What a link needs of its agent.
     *
     * @param connection to the database, for queries
     * @param orders takes what the control plane says
     * @param nanos monotonic
     */
    public record Surroundings(
            PgConnector connector,
            ConnectionSettings connection,
            Supplier<CaptureStatus> status,
            Orders orders,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {}

    /**
     * Begins to tell the control plane that this agent was enrolled with; without one there is no
     * link.
     *
     * @throws HoldfastException {@code identity-unreadable}, {@code identity-foreign}, {@code
     *     outbox-unusable}
     */
    public static Optional<Link> start(Vertx vertx, AgentConfig config, Surroundings given) {
        IdentityFile file = new IdentityFile(config.controlPlane().directory());
        return file.find()
                .map(
                        identity -> {
                            requireOwn(identity, config);
                            return new Link(vertx, file, identity, config, given);
                        });
    }

    private static void requireOwn(Identity identity, AgentConfig config) {
        boolean isOwn =
                identity.cluster().equals(config.cluster())
                        && identity.instance().equals(config.instance());
        if (!isOwn) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "identity-foreign",
                    "the agent was enrolled as "
                            + identity.cluster()
                            + "/"
                            + identity.instance()
                            + ", and its configuration says "
                            + config.cluster()
                            + "/"
                            + config.instance(),
                    "Correct cluster and instance; or enrol the agent anew with 'holdfast agent"
                            + " join'.");
        }
    }

    private static FailureDomain domain(AgentConfig config) {
        return domain(config.postgres().provider(), config.postgres().region());
    }

    private static FailureDomain domain(@Nullable String provider, @Nullable String region) {
        return FailureDomain.newBuilder()
                .setProvider(Objects.requireNonNullElse(provider, ""))
                .setRegion(Objects.requireNonNullElse(region, ""))
                .build();
    }

    private static ConfiguredRepository repository(RepositoryConfig repository) {
        return ConfiguredRepository.newBuilder()
                .setName(repository.name())
                .setDomain(domain(repository.provider(), repository.region()))
                .build();
    }

    /** How it stands. */
    public LinkStatus status() {
        return status;
    }

    private void talk() {
        try {
            Duration most = FIRST_PAUSE;
            while (!isStopped()) {
                LinkSession.End end = session();
                if (end.wasWelcome()) {
                    most = FIRST_PAUSE;
                }
                failed(end.reason());
                if (end.reason().category() == ErrorCategory.ACCESS) {
                    // asking again does not help, being enrolled anew does
                    awaitOtherIdentity();
                } else {
                    pause(end.atLeast().plus(jitter(most)));
                }
                most = min(most.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("the link is closed");
        } catch (RuntimeException e) {
            LOG.error("the link to the control plane ends, and the agent goes on without it", e);
        }
    }

    private void awaitOtherIdentity() throws InterruptedException {
        long deadline = nanos.getAsLong() + LONGEST_PAUSE.toNanos();
        while (isTheSame() && nanos.getAsLong() - deadline < 0) {
            if (pause(SECOND)) {
                return;
            }
        }
    }

    private boolean isTheSame() {
        try {
            return file.find().equals(tried);
        } catch (HoldfastException e) {
            // the next session says so
            return false;
        }
    }

    private LinkSession.End session() throws InterruptedException {
        try {
            // it may have been enrolled anew
            Identity identity = file.find().orElseThrow(this::gone);
            requireOwn(identity, config);
            tried = Optional.of(identity);
            try (PlaneClient client = new PlaneClient(vertx, identity)) {
                Runnable welcomed = () -> welcomed(client, identity);
                return new LinkSession(client, sources, outbox, welcomed, nanos).run();
            }
        } catch (HoldfastException e) {
            return new LinkSession.End(false, Duration.ZERO, e);
        }
    }

    private HoldfastException gone() {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "identity-missing",
                "the agent's identity in " + config.controlPlane().directory() + " is gone",
                "Enrol the agent anew with 'holdfast agent join'.");
    }

    private void welcomed(PlaneClient client, Identity identity) {
        status = new LinkStatus(identity.url(), true, clock.instant(), Optional.empty());
        LOG.info("connected to the control plane at {}", identity.url());
        Instant due = identity.issuedAt().plus(RENEWED_AFTER);
        if (!clock.instant().isBefore(due)) {
            Thread.ofVirtual().name("link-renewal").start(() -> renew(client));
        }
    }

    private void renew(PlaneClient client) {
        try {
            file.keep(client.renew(clock));
            LOG.info("renewed the agent's certificate");
        } catch (HoldfastException e) {
            LOG.warn("the agent's certificate is not renewed yet: {}", e.advice());
        }
    }

    private void failed(HoldfastException reason) {
        boolean isNews =
                status.isConnected()
                        || status.failure()
                                .filter(known -> known.code().equals(reason.code()))
                                .isEmpty();
        if (isNews) {
            LOG.warn("not connected to the control plane: {}", reason.advice());
        }
        Instant since = status.isConnected() ? clock.instant() : status.since();
        status = new LinkStatus(status.url(), false, since, Optional.of(reason));
    }

    private void count() {
        LagMinutes counted = new LagMinutes();
        try {
            while (!pause(SECOND)) {
                keep(counted.look(sources.status(), clock.instant()));
            }
            keep(counted.end());
        } catch (InterruptedException e) {
            LOG.debug("the minutes are no longer counted");
        }
    }

    // The disk may be full for a while: the capture has more use for what is left of it.
    private void keep(Optional<LagMinute> minute) {
        try {
            minute.ifPresent(outbox::add);
        } catch (HoldfastException e) {
            LOG.warn("a minute of the lag's history is lost: {}", e.advice());
        }
    }

    /** Sees to it that the control plane is told this. */
    void tell(Record.Builder record) {
        try {
            outbox.add(record);
        } catch (HoldfastException e) {
            LOG.error("the control plane will not be told of a run: {}", e.advice());
        }
    }

    private void look() {
        try {
            do {
                look.look().ifPresent(seen -> database = Optional.of(seen));
            } while (!pause(LOOK_INTERVAL));
        } catch (InterruptedException e) {
            LOG.debug("the database is no longer looked at");
        }
    }

    private Duration jitter(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private boolean pause(Duration time) throws InterruptedException {
        return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public void close() {
        stopped.countDown();
        talk.interrupt();
        try {
            // the minute that has begun
            minutes.join(SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
