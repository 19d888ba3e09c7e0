package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.DeltaFigures;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.target.RestoreTarget;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delta restore into a data directory on which a server has lived. */
class DeltaRecoveryTest {
    @Test
    @DisplayName("T15: a promoted server's directory becomes another point of the same history")
    void aServerGoesBackAndForthInHistory(@TempDir Path folder) throws Exception {
        try (EightTables cluster = new EightTables(folder, 18)) {
            RestorePlan first = cluster.restored("lsn=" + cluster.after(6), RecoveryAction.PROMOTE);
            RestoreRequest again = delta(first, "lsn=" + cluster.after(3));
            try (var _ = first.openFeeder(System::nanoTime);
                    EmbeddedPostgres server = cluster.start(first)) {
                promoted(server);
                assertEquals(6, EightTables.tables(server));
                server.execute(
                        "create table never_backed_up as select generate_series(1, 9000) n",
                        "update base set n = -n",
                        "checkpoint");

                assertEquals(
                        "data-directory-live",
                        assertThrows(HoldfastException.class, () -> RestorePlanner.plan(again))
                                .code());
                server.stop(StopMode.FAST);
            }

            RestorePlan second = RestorePlanner.plan(again);
            DeltaFigures delta = second.files().delta().orElseThrow();
            RestoreApply.run(second, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);

            assertTrue(delta.keptFiles() > delta.readFiles(), delta.toString());
            assertTrue(delta.removedFiles() > 0, delta.toString());
            try (var _ = second.openFeeder(System::nanoTime);
                    EmbeddedPostgres server = cluster.start(second)) {
                promoted(server);
                assertEquals(3, EightTables.tables(server));
                assertEquals(10_000, server.queryLong("select count(*) from base where n > 0"));
                assertEquals(
                        0,
                        server.queryLong(
                                "select count(*) from pg_class where relname = 'never_backed_up'"));
            }
        }
    }

    private static RestoreRequest delta(RestorePlan plan, String target) {
        RestoreRequest was = plan.request();
        Destination there = was.destination();
        return new RestoreRequest(
                was.repository(),
                RestoreTarget.parse(target, true),
                was.timeline(),
                was.backup(),
                new Destination(there.dataDirectory(), there.tablespaces(), true),
                was.action(),
                was.feeder());
    }

    private static void promoted(EmbeddedPostgres server) throws Exception {
        Eventually.until(
                "the promotion",
                () -> server.queryString("select pg_is_in_recovery()").equals("f"));
    }
}
