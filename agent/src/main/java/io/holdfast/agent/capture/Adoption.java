package io.holdfast.agent.capture;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lets a restored or promoted instance continue a cluster's history where its own leaves it,
 * although the repositories hold more: a person's decision. Seals what was written before and takes
 * an empty epoch at that point; the instance's agent goes on from there, and compares the bytes as
 * ever.
 */
public final class Adoption {
    /** The codes that say that another writer took an epoch at the same time. */
    private static final Set<String> RACED = Set.of("epoch-taken", "epoch-unseen");

    private final ServerFacts server;
    private final Survey survey;
    private final String instance;
    private final String clusterId;
    private final Durability durability;
    private final InstantSource clock;
    private final UUID writer = UUID.randomUUID();
    private final Takeover takeover;

    private Adoption(
            ServerFacts server,
            Survey survey,
            String instance,
            String clusterId,
            Durability durability,
            InstantSource clock) {
        this.server = server;
        this.survey = survey;
        this.instance = instance;
        this.clusterId = clusterId;
        this.durability = durability;
        this.clock = clock;
        this.takeover = new Takeover(survey, writer, clock, new Unwritable(event -> {}));
    }

    /**
     * Asks the server and all repositories; changes nothing.
     *
     * @param repositories all of them must be reachable
     * @param durability of the instance's agent
     */
    public static Adoption look(
            PgConnector connector,
            ConnectionSettings settings,
            String instance,
            String clusterId,
            List<RepositoryOpener> repositories,
            Durability durability,
            InstantSource clock) {
        try (PgConnection sql = connector.connect(settings);
                ReplicationConnection replication = connector.connectReplication(settings, sql)) {
            ServerFacts server = ServerFacts.read(replication, sql);
            if (server.isInRecovery()) {
                throw new HoldfastException(
                        ErrorCategory.REFUSED,
                        "adopt-in-recovery",
                        "the server is in recovery",
                        "Promote it first; only an instance that takes writes can be adopted.");
            }
            Survey survey = Survey.of(repositories);
            survey.failures()
                    .values()
                    .forEach(
                            failure -> {
                                throw failure;
                            });
            return new Adoption(server, survey, instance, clusterId, durability, clock);
        }
    }

    /** A stretch that the server's history runs through, and where it leaves it. */
    private record Fork(Stretch stretch, Lsn at) {}

    /** What {@link #apply} would do. */
    public AdoptionPlan plan() {
        Fork fork = fork();
        return new AdoptionPlan(
                instance,
                takeover.nextEpoch(),
                server.history().timeline(),
                fork.stretch().epoch().epoch(),
                fork.at(),
                survey.frontier().orElseThrow());
    }

    /** Seals the newest epoch everywhere and takes the next one where the histories part. */
    public EpochRecord apply() {
        Fork fork = fork();
        takeover.seal();
        EpochRecord parent = fork.stretch().epoch();
        EpochRecord epoch =
                new EpochRecord(
                        takeover.nextEpoch(),
                        writer,
                        instance,
                        clusterId,
                        server.systemIdentifier().toString(),
                        server.major(),
                        server.segmentSize().bytes(),
                        server.history().timeline(),
                        fork.at(),
                        new EpochRecord.Parent(parent.epoch(), parent.timeline(), fork.at()),
                        EpochRecord.Reason.ADOPT,
                        clock.instant(),
                        takeover.closes(parent.epoch()),
                        takeover.takenIn(),
                        takeover.takenIn(),
                        durability.toString(),
                        // the person who decides answers for those that were left out
                        true);
        try {
            takeover.take(new EpochOpening(epoch, server.histories(), Optional.empty()));
        } catch (HoldfastException e) {
            throw RACED.contains(e.code()) ? raced(e) : e;
        }
        return epoch;
    }

    private static HoldfastException raced(HoldfastException e) {
        return new HoldfastException(
                e.category(),
                e.code(),
                e.getMessage() + ", while this instance was adopted",
                "Stop the agent of the other instance, see with 'holdfast wal' which epoch is the"
                        + " newest, and run 'holdfast adopt' again if it is not this instance's.",
                e);
    }

    private EpochRecord newest() {
        return survey.newest()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "adopt-nothing",
                                        "the repositories hold no WAL of cluster " + clusterId,
                                        "Start the agent; there is nothing to adopt."));
    }

    private Fork fork() {
        EpochRecord newest = newest();
        if (!newest.systemIdentifier().equals(server.systemIdentifier().toString())) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "adopt-foreign",
                    "the repositories hold system "
                            + newest.systemIdentifier()
                            + ", and the server is system "
                            + server.systemIdentifier(),
                    "Give this server a cluster id of its own.");
        }
        // of several branches the one that holds most of the server's own history
        return Branch.open(survey.epochs()).stream()
                .map(this::forkIn)
                .flatMap(Optional::stream)
                .max(
                        Comparator.comparing(Fork::at)
                                .thenComparing(fork -> isOwn(fork.stretch().epoch()))
                                .thenComparing(fork -> fork.stretch().epoch().epoch()))
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.REFUSED,
                                        "adopt-unrelated",
                                        "the server's history does not run through any WAL that the"
                                                + " repositories hold",
                                        "Start the agent with a cluster id of its own."));
    }

    private boolean isOwn(EpochRecord epoch) {
        return epoch.instance().equals(instance);
    }

    private Optional<Fork> forkIn(Branch branch) {
        return branch.stretches().reversed().stream()
                .map(this::forkIn)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Fork> forkIn(Stretch stretch) {
        Optional<Lsn> left = leaves(stretch);
        return left.filter(at -> at.isAfter(stretch.start()))
                .map(at -> new Fork(stretch, Lsn.min(at, end(stretch))));
    }

    /** Where the server's history leaves the stretch's timeline; empty if it never was on it. */
    private Optional<Lsn> leaves(Stretch stretch) {
        var timeline = stretch.epoch().timeline();
        return timeline.equals(server.history().timeline())
                ? Optional.of(server.flushed())
                : server.history().switchPointOf(timeline);
    }

    private Lsn end(Stretch stretch) {
        Lsn stretchEnd = stretch.end();
        if (stretchEnd != null) {
            return stretchEnd;
        }
        return survey.holdings().stream()
                .map(h -> new EpochWal(h.repository(), stretch.epoch()).frontier().end())
                .reduce(Lsn.ZERO, Lsn::max);
    }
}
