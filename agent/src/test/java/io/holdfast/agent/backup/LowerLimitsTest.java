package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.restore.RecoveryAction;
import io.holdfast.agent.restore.RestoreApply;
import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.RestorePlanner;
import io.holdfast.agent.restore.RestoreRequest;
import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LowerLimitsTest {
    /** Given on the command line, so that no file that is backed up tells of them. */
    private static final Map<String, String> LIMITS =
            Map.of(
                    "max_connections", "57",
                    "max_worker_processes", "11",
                    "max_wal_senders", "13",
                    "max_prepared_transactions", "3",
                    "max_locks_per_transaction", "72");

    private final Repositories repositories = new Repositories();
    private final ClusterRepository near = repositories.add("near", new MemoryObjectStore()).open();

    @TempDir Path folder;

    @Test
    @DisplayName("T18: a copy recovers with the limits of its origin, whatever its files say")
    void aCopyHasTheLimitsOfItsOrigin() {
        Path data = folder.resolve("origin");
        EmbeddedPostgres.builder(18).walSegmentSizeMb(1).dataDirectory(data).start().close();
        try (EmbeddedPostgres server = EmbeddedPostgres.open(18, data).settings(LIMITS).start();
                Backups backups = new Backups();
                Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            backups.complete(Link.as(server, "postgres"), Backups.request(List.of(near)));
            capturing.awaitAcknowledged();
        }

        RestorePlan plan = RestorePlanner.plan(request());
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres copy =
                        EmbeddedPostgres.open(18, plan.files().dataDirectory()).start()) {
            Eventually.until(
                    "the recovery to pause at its end",
                    () ->
                            copy.queryString("select pg_get_wal_replay_pause_state()")
                                    .equals("paused"));

            LIMITS.forEach((name, value) -> assertEquals(value, copy.queryString("show " + name)));
        }
    }

    private RestoreRequest request() {
        return new RestoreRequest(
                near,
                RestoreTarget.parse("immediate", true),
                Optional.empty(),
                Optional.empty(),
                new Destination(folder.resolve("copy"), Map.of()),
                RecoveryAction.PAUSE,
                FeederOptions.in(folder.resolve("spool")));
    }
}
