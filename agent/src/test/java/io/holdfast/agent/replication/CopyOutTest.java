package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.BackupStreamMessage;
import io.holdfast.postgres.wire.ReplicationResults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "postgresql {0}")
@ValueSource(ints = {14, 18})
final class CopyOutTest {
    private final int major;
    private EmbeddedPostgres server;
    private Client client;

    CopyOutTest(int major) {
        this.major = major;
    }

    @BeforeEach
    void start() {
        server = EmbeddedPostgres.builder(major).start();
        client = new Client(512 << 10);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aBaseBackupComesAsRowsThenCopiesThenRows() {
        try (var connection = client.connector.connectReplication(Client.trusted(server));
                var backup = connection.baseBackup(command(), Client.PATIENCE)) {
            var seen = drain(backup);

            var start = ReplicationResults.backupPosition(seen.rows.getFirst().rows().getFirst());
            var tablespaces = seen.rows.get(1).rows();
            var stop = ReplicationResults.backupPosition(seen.rows.get(2).rows().getFirst());
            assertEquals(1, tablespaces.size());
            assertTrue(stop.lsn().isAfter(start.lsn()));
            assertEquals(major < 15 ? 2 : 1, seen.copies);
            assertTrue(seen.archiveBytes > 20 << 20, "archive of " + seen.archiveBytes);
            assertTrue(seen.manifest.indexOf("PostgreSQL-Backup-Manifest-Version") > 0);
            assertTrue(seen.mostBuffered <= 3 << 20, "buffered " + seen.mostBuffered);
            assertEquals(1, connection.identifySystem().timeline().value());
        }
    }

    @Test
    void aBackupThatIsRefusedSaysWhyAndLeavesTheConnectionUsable() {
        try (var connection = client.connector.connectReplication(Client.trusted(server))) {
            var backup = connection.baseBackup("BASE_BACKUP NONSENSE", Client.PATIENCE);

            var refusal = assertThrows(HoldfastException.class, backup::next);

            assertEquals(Optional.of("42601"), SqlState.of(refusal));
        }
    }

    @Test
    void aBackupThatIsLeftEndsOnTheServer() {
        try (var connection = client.connector.connectReplication(Client.trusted(server));
                var backup = connection.baseBackup(command(), Client.PATIENCE)) {
            for (var event = backup.next();
                    !(event instanceof CopyOut.Event.Data);
                    event = backup.next()) {
                assertTrue(backup.bufferedBytes() >= 0);
            }
        }

        Eventually.until(
                "the walsender to end",
                () -> server.queryLong("select count(*) from pg_stat_replication") == 0);
        assertEquals(0, server.queryLong("select count(*) from pg_stat_progress_basebackup"));
    }

    private String command() {
        return major < 15
                ? "BASE_BACKUP LABEL 'test' FAST NOWAIT MANIFEST 'yes'"
                : "BASE_BACKUP (LABEL 'test', CHECKPOINT 'fast', WAIT false, MANIFEST 'yes')";
    }

    private static final class Seen {
        final List<QueryResult.Set> rows = new ArrayList<>();
        final StringBuilder manifest = new StringBuilder();
        int copies;
        long archiveBytes;
        long mostBuffered;
        boolean inManifest;
    }

    private Seen drain(CopyOut backup) {
        var seen = new Seen();
        while (true) {
            var event = backup.next();
            seen.mostBuffered = Math.max(seen.mostBuffered, backup.bufferedBytes());
            switch (event) {
                case CopyOut.Event.Rows rows -> seen.rows.addAll(rows.result().sets());
                case CopyOut.Event.CopyBegins ignored -> {
                    seen.copies++;
                    seen.inManifest = major < 15 && seen.copies == 2;
                }
                case CopyOut.Event.Data data -> accept(seen, data.payload());
                case CopyOut.Event.CopyEnds ignored -> assertTrue(seen.copies > 0);
                case CopyOut.Event.Finished ignored -> {
                    return seen;
                }
            }
        }
    }

    private void accept(Seen seen, ByteBuffer payload) {
        if (major < 15) {
            addData(seen, payload);
            return;
        }
        switch (BackupStreamMessage.decode(payload)) {
            case BackupStreamMessage.Data data -> addData(seen, data.payload());
            case BackupStreamMessage.ManifestStart ignored -> seen.inManifest = true;
            case BackupStreamMessage.NewArchive archive -> assertEquals("base.tar", archive.name());
            case BackupStreamMessage.Progress progress -> assertTrue(progress.bytes() >= 0);
        }
    }

    private static void addData(Seen seen, ByteBuffer data) {
        if (seen.inManifest) {
            seen.manifest.append(StandardCharsets.UTF_8.decode(data));
        } else {
            seen.archiveBytes += data.remaining();
        }
    }
}
