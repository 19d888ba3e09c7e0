package io.holdfast.agent.verify.trial;

import io.holdfast.agent.restore.RecoveryAction;
import io.holdfast.agent.restore.RestoreApply;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.RestorePlanner;
import io.holdfast.agent.restore.RestoreRequest;
import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.watch.RecoverySample;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.agent.restore.watch.RecoveryWatch;
import io.holdfast.agent.restore.watch.WatchOptions;
import io.holdfast.agent.server.IsolatedServer;
import io.holdfast.agent.server.ServerBinaries;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.target.RestoreTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Restores one backup into a scratch directory, and lets PostgreSQL recover it up to a target,
 * where it pauses: so it never opens for writing, and nothing that works by itself begins to (T85).
 */
public final class Trial {
    /** Bounded by {@code max_wal_size}, whatever there is to replay. */
    private static final long MOST_WAL_BYTES = 1L << 30;

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final WatchOptions WATCH =
            new WatchOptions(Duration.ofMillis(200), Duration.ZERO, Duration.ofDays(30));

    private final ClusterRepository repository;
    private final TrialOptions options;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime a monotonic clock
     */
    public Trial(ClusterRepository repository, TrialOptions options, LongSupplier nanoTime) {
        this.repository = repository;
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether the backup's server can be run here at all; cheap, and worth knowing early.
     *
     * @throws HoldfastException {@code server-binaries-missing}, {@code
     *     server-binaries-wrong-major}
     */
    public void requireBinaries(int major) {
        options.binaries(major);
    }

    /**
     * Blocks until the outcome is known and everything of it is deleted again.
     *
     * @param timeline along whose newest epoch the backup is recovered
     * @param target {@code immediate} or {@code latest}
     * @param advanced told of bytes laid down and replayed, from several threads
     */
    public TrialResult run(
            BackupManifest backup,
            TimelineId timeline,
            RestoreTarget target,
            LongConsumer advanced) {
        var course = new Course(advanced);
        try (Scratch scratch = Scratch.in(options.scratch())) {
            ServerBinaries binaries = options.binaries(backup.server().major());
            RestorePlan plan = RestorePlanner.plan(request(backup, timeline, target, scratch));
            scratch.requireRoom(room(plan));
            RestoreApply.run(
                    plan, ApplyOptions.DEFAULT, done -> course.laidDown(done.bytes()), nanoTime);
            return new TrialResult.Proven(course.recover(plan, binaries, scratch));
        } catch (HoldfastException e) {
            return new TrialResult.Failed(course.wasConsistent, e);
        }
    }

    private RestoreRequest request(
            BackupManifest backup, TimelineId timeline, RestoreTarget target, Scratch scratch) {
        // every one of them: where it was, the original's may be
        Map<String, Path> tablespaces = new HashMap<>();
        for (Tablespace tablespace : backup.tablespaces()) {
            if (!tablespace.inPlace()) {
                tablespaces.put(tablespace.location(), scratch.tablespace(tablespace.oid()));
            }
        }
        return new RestoreRequest(
                repository,
                target,
                Optional.of(timeline),
                Optional.of(backup.id()),
                new Destination(scratch.data(), tablespaces),
                RecoveryAction.PAUSE,
                FeederOptions.in(scratch.spool()).withStaleAfter(SILENCE));
    }

    private static long room(RestorePlan plan) {
        FeederOptions feeder = plan.request().feeder();
        long ahead = (long) feeder.prefetch() * plan.branch().segmentSize().bytes();
        return plan.files().survey().plainBytes()
                + Math.min(wal(plan), MOST_WAL_BYTES)
                + Math.min(wal(plan), feeder.keptBytes())
                + ahead;
    }

    private static long wal(RestorePlan plan) {
        return plan.stop().end().minus(plan.resolution().backup().wal().start());
    }

    /** One trial under way. */
    private final class Course {
        private final LongConsumer advanced;
        private final AtomicLong laidDown = new AtomicLong();
        private Lsn replayed = Lsn.ZERO;
        private boolean wasConsistent;

        Course(LongConsumer advanced) {
            this.advanced = advanced;
        }

        /** Reports may overtake each other. */
        void laidDown(long bytes) {
            long before = laidDown.getAndAccumulate(bytes, Math::max);
            if (bytes > before) {
                advanced.accept(bytes - before);
            }
        }

        TrialProof recover(RestorePlan plan, ServerBinaries binaries, Scratch scratch) {
            replayed = plan.resolution().backup().wal().start();
            try (Feeder feeder = plan.openFeeder(nanoTime);
                    IsolatedServer running =
                            IsolatedServer.start(binaries, scratch.data(), scratch.room())) {
                var server =
                        new TrialServer(
                                options.connector(), running.socketDirectory(), options.roles());
                var recovered = new Recovered(plan, feeder, running, scratch);
                RecoveryVerdict.Reached reached =
                        recovered.require(watch(plan, feeder, running, server));
                server.becomeOwner();
                recovered.requireTimeline(server.timeline());
                Catalogs catalogs = new Catalogs(server, options.isCheckingIndexes());
                catalogs.look();
                return proof(plan, reached, catalogs);
            } catch (IOException e) {
                throw new HoldfastException(
                        ErrorCategory.CONFIGURATION,
                        "scratch-unusable",
                        "the scratch directory cannot be written to: " + e,
                        "Name another place with --scratch.",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Scratch.interrupted(e);
            }
        }

        private RecoveryVerdict watch(
                RestorePlan plan, Feeder feeder, IsolatedServer running, TrialServer server)
                throws InterruptedException {
            var guard = new ProgressGuard(server, feeder, options.stall(), nanoTime);
            running.awaitClaim(CLAIM);
            try {
                return new RecoveryWatch(
                                plan.stop(), plan.files().dataDirectory(), guard, WATCH, nanoTime)
                        .run(this::replayed);
            } finally {
                wasConsistent = guard.wasConsistent();
            }
        }

        private void replayed(RecoverySample sample) {
            Lsn now = sample.replayed().orElse(replayed);
            if (now.isAfter(replayed)) {
                advanced.accept(now.minus(replayed));
                replayed = now;
            }
        }

        private TrialProof proof(
                RestorePlan plan, RecoveryVerdict.Reached reached, Catalogs catalogs) {
            return new TrialProof(
                    reached.stop().end(),
                    reached.stop().timeline(),
                    reached.lastTransaction(),
                    laidDown.get(),
                    wal(plan),
                    catalogs.databases(),
                    catalogs.relations(),
                    catalogs.indexes(),
                    catalogs.leftOut());
        }
    }
}
