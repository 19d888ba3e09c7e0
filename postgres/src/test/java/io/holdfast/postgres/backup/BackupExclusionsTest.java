package io.holdfast.postgres.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.postgres.backup.BackupExclusions.Decision;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupExclusionsTest {
    private static final BackupExclusions EXCLUSIONS =
            new BackupExclusions("PG_15_202209061", Set.of("fast_stats", "spaces/one"));

    private static Decision decide(String path) {
        return EXCLUSIONS.decide(path, relation -> relation == 77);
    }

    @ParameterizedTest
    @DisplayName("T47: the directory stays, its content goes")
    @ValueSource(
            strings = {
                "pg_wal",
                "pg_wal/archive_status",
                "pg_wal/summaries",
                "pg_replslot",
                "pg_dynshmem",
                "pg_notify",
                "pg_serial",
                "pg_snapshots",
                "pg_stat_tmp",
                "pg_subtrans",
                "fast_stats",
                "spaces/one",
            })
    void theDirectoryStays(String path) {
        assertEquals(Decision.KEEP_EMPTY, decide(path));
        assertEquals(Decision.DROP, decide(path + "/0000"));
        assertEquals(Decision.DROP, decide(path + "/deeper/0000"));
    }

    @ParameterizedTest
    @DisplayName("T47: leftovers, temporary and unlogged relations go")
    @ValueSource(
            strings = {
                "postmaster.pid",
                "postmaster.opts",
                "postgresql.auto.conf.tmp",
                "current_logfiles.tmp",
                "backup_label",
                "tablespace_map",
                "backup_manifest",
                "global/pg_internal.init",
                "base/5/pg_internal.init.4711",
                "base/pgsql_tmp",
                "base/pgsql_tmp/pgsql_tmp4711.0",
                "pg_tblspc/9/PG_15_202209061/pgsql_tmp/pgsql_tmp1.0.fileset/0",
                "base/5/t3_16384",
                "base/5/t3_16384_vm",
                "base/5/77",
                "base/5/77.1",
                "base/5/77_fsm",
                "pg_tblspc/9/PG_15_202209061/5/77",
                "pg_tblspc/9/PG_14_202107181/5/78",
                "pg_tblspc/9/PG_14_202107181",
                "base/.DS_Store",
            })
    void leftoversGo(String path) {
        assertEquals(Decision.DROP, decide(path));
    }

    @ParameterizedTest
    @DisplayName("T47: what PostgreSQL needs to start is never dropped")
    @ValueSource(
            strings = {
                "PG_VERSION",
                "base/5/PG_VERSION",
                "global/pg_control",
                "global/pg_filenode.map",
                "base/5/16384",
                "base/5/77_init",
                "base/5/77_init.1",
                "pg_xact/0000",
                "pg_multixact/members/0000",
                "pg_logical/mappings",
                "pg_stat/pgstat.stat",
                "pg_twophase/000002DC",
                "postgresql.auto.conf",
                "current_logfiles",
                "backup_label.old",
                "my_backup_label",
                "pg_tblspc",
                "pg_tblspc/9",
                "pg_tblspc/9/PG_15_202209061",
                "pg_tblspc/9/PG_15_202209061/5/78",
                "spaces",
                "pg_wal_notes",
            })
    void whatIsNeededStays(String path) {
        assertEquals(Decision.KEEP, decide(path));
    }

    @Test
    void theUnloggedAreAskedForByTheirNumber() {
        Decision decision = EXCLUSIONS.decide("base/5/4294967295", relation -> relation == -1);

        assertEquals(Decision.DROP, decision);
    }
}
