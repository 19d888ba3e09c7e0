package io.holdfast.cli.demo;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.restore.RecoveryAction;
import io.holdfast.agent.restore.RestoreApply;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.RestorePlanner;
import io.holdfast.agent.restore.RestoreRequest;
import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.agent.restore.watch.RecoveryWatch;
import io.holdfast.agent.restore.watch.SqlProbe;
import io.holdfast.agent.restore.watch.WatchOptions;
import io.holdfast.agent.run.Connections;
import io.holdfast.cli.progress.Progress;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.target.RestoreTarget;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A restore from one repository, to the latest that it holds, on a server that then runs. */
final class Rescue {
    private static final WatchOptions WATCH =
            new WatchOptions(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMinutes(3));

    private final Stage stage;
    private final AgentConfig config;
    private final int major;
    private final Progress progress;

    Rescue(Stage stage, AgentConfig config, int major, Progress progress) {
        this.stage = stage;
        this.config = config;
        this.major = major;
        this.progress = progress;
    }

    /** A server that accepts writes, where the plan said that it would stand. */
    EmbeddedPostgres run(ClusterRepository repository) throws InterruptedException {
        Path data = stage.directory().resolve("restored");
        RestorePlan plan = RestorePlanner.plan(request(repository, data));
        try (Bar bar = new Bar(progress, "restore from " + repository.name())) {
            RestoreApply.run(plan, ApplyOptions.DEFAULT, bar::restored, System::nanoTime);
            bar.done();
        }
        try (var feeder = plan.openFeeder(System::nanoTime)) {
            EmbeddedPostgres server = stage.keep(EmbeddedPostgres.open(major, data).launch());
            RecoveryVerdict verdict = watch(plan, server);
            if (verdict instanceof RecoveryVerdict.Reached reached && reached.isPromoted()) {
                return server;
            }
            throw feeder.status().failure().orElseGet(() -> missed(plan, verdict, server));
        }
    }

    private RestoreRequest request(ClusterRepository repository, Path data) {
        return new RestoreRequest(
                repository,
                new RestoreTarget.Latest(),
                Optional.empty(),
                Optional.empty(),
                new Destination(data, Map.of()),
                RecoveryAction.PROMOTE,
                FeederOptions.in(stage.directory().resolve("spool")));
    }

    private RecoveryVerdict watch(RestorePlan plan, EmbeddedPostgres server)
            throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (var connector =
                new PgConnector(
                        vertx, Instant::now, System::nanoTime, PgConnector.DEFAULT_BUFFER_BYTES)) {
            // the restored server has the roles of the lost one
            ConnectionSettings settings =
                    Connections.of(config.postgres()).at("127.0.0.1", server.port());
            return new RecoveryWatch(
                            plan.stop(),
                            plan.files().dataDirectory(),
                            new SqlProbe(connector, settings),
                            WATCH,
                            System::nanoTime)
                    .run(
                            sample ->
                                    sample.replayed()
                                            .ifPresent(
                                                    lsn ->
                                                            progress.status(
                                                                    "recovery has replayed "
                                                                            + lsn
                                                                            + " of "
                                                                            + plan.stop().end())));
        } finally {
            progress.status("");
            vertx.close().await();
        }
    }

    private static HoldfastException missed(
            RestorePlan plan, RecoveryVerdict verdict, EmbeddedPostgres server) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "demo-recovery-missed",
                "recovery should have reached "
                        + plan.stop().end()
                        + ", and it is "
                        + verdict
                        + "; the end of the server's log: "
                        + server.log()
                                .lines()
                                .skip(Math.max(0, server.log().lines().count() - 5))
                                .toList(),
                "Report this with what the demo prints with --debug.");
    }
}
