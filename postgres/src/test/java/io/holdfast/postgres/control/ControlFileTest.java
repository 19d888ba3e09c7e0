package io.holdfast.postgres.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.testing.Fixtures;
import io.holdfast.postgres.testing.Seeded;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected values are what the server itself answered: {@code pg_control_*()} and SHOW. */
class ControlFileTest {
    private static final DateTimeFormatter SQL_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssx", Locale.ROOT);

    @ParameterizedTest
    @CsvSource({
        "14, pg_control", "14, pg_control-standby", "14, pg_control-promoted",
        "15, pg_control", "15, pg_control-standby", "15, pg_control-promoted",
        "16, pg_control", "16, pg_control-standby", "16, pg_control-promoted",
        "17, pg_control", "17, pg_control-standby", "17, pg_control-promoted",
        "18, pg_control", "18, pg_control-standby", "18, pg_control-promoted",
    })
    void itSaysWhatTheServerSays(int major, String name) {
        Properties expected = Fixtures.properties(major, name + ".properties");

        ControlFile control = ControlFile.parse(Fixtures.unpacked(major, name));

        assertEquals(major, control.major().orElseThrow());
        assertSystem(expected, control);
        assertCheckpoint(expected, control.checkpoint());
        assertRecovery(expected, control.recovery());
        assertSettings(expected, control.settings());
        assertLayout(expected, control.layout());
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theStateIsTold(int major) {
        assertEquals(
                ClusterState.IN_PRODUCTION,
                ControlFile.parse(Fixtures.unpacked(major, "pg_control")).state());
        assertEquals(
                ClusterState.IN_ARCHIVE_RECOVERY,
                ControlFile.parse(Fixtures.unpacked(major, "pg_control-standby")).state());
    }

    @Test
    @DisplayName("T50: a torn or flipped pg_control is damage, wherever the bit is")
    void aFlippedBitIsDamage() {
        byte[] real = Fixtures.unpacked(18, "pg_control");

        Seeded.check(
                200,
                random -> {
                    byte[] flipped = real.clone();
                    flipped[random.nextInt(16, 296)] ^= (byte) (1 << random.nextInt(8));

                    HoldfastException damage =
                            assertThrows(HoldfastException.class, () -> ControlFile.parse(flipped));
                    assertEquals(ErrorCategory.INTEGRITY, damage.category());
                });
    }

    @Test
    void aWrongSizeIsDamage() {
        byte[] real = Fixtures.unpacked(15, "pg_control");

        HoldfastException damage =
                assertThrows(
                        HoldfastException.class,
                        () -> ControlFile.parse(Arrays.copyOf(real, 4096)));

        assertEquals("control-file-damaged", damage.code());
        assertEquals(ErrorCategory.INTEGRITY, damage.category());
    }

    @Test
    void anUnknownVersionIsRefused() {
        byte[] future = Fixtures.unpacked(18, "pg_control");
        future[8] = 1;

        HoldfastException refusal =
                assertThrows(HoldfastException.class, () -> ControlFile.parse(future));

        assertEquals("control-file-version-unknown", refusal.code());
    }

    private static void assertSystem(Properties expected, ControlFile control) {
        assertText(expected, "system_identifier", control.systemIdentifier());
        assertText(expected, "pg_control_version", control.controlVersion());
        assertText(expected, "catalog_version_no", control.catalogVersion());
        assertTime(expected, "pg_control_last_modified", control.time());
    }

    private static void assertCheckpoint(Properties expected, Checkpoint checkpoint) {
        long xid = checkpoint.nextXid();
        assertText(expected, "checkpoint_lsn", checkpoint.lsn());
        assertText(expected, "redo_lsn", checkpoint.redo());
        assertText(expected, "timeline_id", checkpoint.timeline());
        assertText(expected, "prev_timeline_id", checkpoint.previousTimeline());
        assertText(expected, "full_page_writes", checkpoint.fullPageWrites() ? "t" : "f");
        assertText(expected, "next_xid", (xid >>> 32) + ":" + (xid & 0xFFFF_FFFFL));
        assertTime(expected, "checkpoint_time", checkpoint.time());
    }

    private static void assertRecovery(Properties expected, RecoveryBounds recovery) {
        int timeline = recovery.minRecoveryTimeline().map(t -> t.value()).orElse(0);
        assertText(expected, "min_recovery_end_lsn", recovery.minRecoveryPoint());
        assertText(expected, "min_recovery_end_timeline", timeline);
        assertText(expected, "backup_start_lsn", recovery.backupStart());
        assertText(expected, "backup_end_lsn", recovery.backupEnd());
        String required = recovery.backupEndRequired() ? "t" : "f";
        assertText(expected, "end_of_backup_record_required", required);
    }

    private static void assertSettings(Properties expected, PrimarySettings settings) {
        String level = settings.walLevel().name().toLowerCase(Locale.ROOT);
        assertText(expected, "guc.wal_level", level);
        assertText(expected, "guc.wal_log_hints", settings.walLogHints() ? "on" : "off");
        assertText(expected, "guc.max_connections", settings.maxConnections());
        assertText(expected, "guc.max_worker_processes", settings.maxWorkerProcesses());
        assertText(expected, "guc.max_wal_senders", settings.maxWalSenders());
        assertText(expected, "guc.max_prepared_transactions", settings.maxPreparedTransactions());
        assertText(expected, "guc.max_locks_per_transaction", settings.maxLocksPerTransaction());
        assertTrue(settings.trackCommitTimestamp());
    }

    private static void assertLayout(Properties expected, StorageLayout layout) {
        assertText(expected, "database_block_size", layout.blockSize());
        assertText(expected, "blocks_per_segment", layout.blocksPerSegment());
        assertText(expected, "wal_block_size", layout.walBlockSize());
        assertText(expected, "bytes_per_wal_segment", layout.walSegmentSize().bytes());
        assertText(expected, "data_page_checksum_version", layout.dataChecksumVersion());
        assertTrue(layout.hasDataChecksums());
    }

    private static void assertText(Properties expected, String key, Object actual) {
        String text = actual instanceof Lsn lsn ? lsn.toString() : String.valueOf(actual);
        assertEquals(expected.getProperty(key), text, key);
    }

    private static void assertTime(Properties expected, String key, Instant actual) {
        assertEquals(SQL_TIME.parse(expected.getProperty(key), Instant::from), actual, key);
    }
}
