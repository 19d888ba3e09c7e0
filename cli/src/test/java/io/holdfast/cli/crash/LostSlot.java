package io.holdfast.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.EmbeddedPostgresBuilder;

/** A slot that retained too much, and what the repositories say of it. */
final class LostSlot {
    private LostSlot() {}

    /** A server that soon removes what no slot retains. */
    static EmbeddedPostgresBuilder prepared(int major) {
        return Scene.server(major).setting("min_wal_size", "2MB").setting("max_wal_size", "4MB");
    }

    /** Lets the server write until it gives up its slot, which nobody uses. */
    static void lose(EmbeddedPostgres server) throws InterruptedException {
        Scene.acknowledged(server);
        limit(server, "1MB");
        String status =
                "select wal_status from pg_replication_slots where slot_name = '"
                        + Scene.SLOT
                        + "'";
        Await.until(
                "the loss of the slot",
                () -> {
                    server.execute(
                            "create table if not exists filler ()",
                            "drop table filler",
                            "select pg_switch_wal()",
                            "checkpoint");
                    return server.queryString(status).equals("lost");
                });
        limit(server, "-1");
    }

    private static void limit(EmbeddedPostgres server, String size) {
        server.execute(
                "alter system set max_slot_wal_keep_size = '" + size + "'",
                "select pg_reload_conf()");
    }

    /** How many gaps the first repository has recorded. */
    static int gaps(String config) {
        return repository(config).get("gaps").size();
    }

    /** What {@code holdfast wal} says of the first repository. */
    static JsonNode repository(String config) {
        JsonNode answer = Scene.well("wal", "--json", "-c", config).json();
        return answer.get("repositories").elements().next();
    }

    /** How many backups are complete. */
    static long backups(String config) {
        RunCommand listed = RunCommand.of("backups", "-c", config);
        return listed.out().lines().filter(line -> line.endsWith("complete")).count();
    }
}
