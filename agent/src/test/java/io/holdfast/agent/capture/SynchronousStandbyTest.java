package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SynchronousStandbyTest {
    private static final String OUR_STATE =
            "select coalesce(max(sync_state), 'none') from pg_stat_replication where"
                    + " application_name = 'holdfast' and state = 'streaming'";

    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new MemoryObjectStore());
        server = EmbeddedPostgres.builder(18).walSegmentSizeMb(1).setting("fsync", "off").start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void set(String setting, String value) {
        server.execute(
                "alter system set " + setting + " = '" + value + "'", "select pg_reload_conf()");
        Eventually.until(setting, () -> server.queryString("show " + setting).equals(value));
    }

    private void awaitOurState(String state) {
        Eventually.until(
                () -> state + ", and it is " + server.queryString(OUR_STATE),
                () -> server.queryString(OUR_STATE).equals(state));
    }

    @Test
    @DisplayName("T31: an agent for which commits wait says so, once")
    void saysThatCommitsWait() {
        set("synchronous_standby_names", "ANY 1 (s1, \"HoldFast\")");
        try (Capturing capturing = new Capturing(server, repositories)) {
            CaptureEvent.CommitsWait said = capturing.awaitEvent(CaptureEvent.CommitsWait.class);

            server.execute("create table t (i int)");
            capturing.awaitAcknowledged();
            assertEquals("ANY 1 (s1, \"HoldFast\")", said.standbyNames());
            awaitOurState("quorum");
            assertEquals(
                    1,
                    capturing.events().stream()
                            .filter(CaptureEvent.CommitsWait.class::isInstance)
                            .count());
        }
    }

    @Test
    @DisplayName("T31: an agent for which nobody waits says nothing")
    void saysNothingWhereNobodyWaits() {
        set("synchronous_standby_names", "FIRST 1 (s1, holdfast2)");
        try (Capturing capturing = new Capturing(server, repositories)) {
            server.execute("set synchronous_commit = local; create table t (i int)");
            capturing.awaitAcknowledged();

            awaitOurState("async");
            assertTrue(
                    capturing.events().stream()
                            .noneMatch(CaptureEvent.CommitsWait.class::isInstance));
        }
    }

    @Test
    @DisplayName("T31: under remote_apply no commit waits for an agent, which applies nothing")
    void isRefusedUnderRemoteApply() {
        try (Capturing capturing = new Capturing(server, repositories);
                EmbeddedPostgres standby =
                        server.startStandby(Map.of("fsync", "off", "cluster_name", "s1"))) {
            capturing.awaitAcknowledged();
            set("synchronous_commit", "remote_apply");
            set("synchronous_standby_names", "FIRST 1 (holdfast, \"s1\", walreceiver)");

            // waits as long as the agent is the first of them
            server.execute("create table t (i int)");

            capturing.awaitFailure("capture-remote-apply");
            awaitOurState("none");
            set("synchronous_standby_names", "FIRST 1 (\"s1\", walreceiver)");
            server.execute("insert into t values (1)");
            capturing.awaitAcknowledged();
            awaitOurState("async");
        }
    }
}
