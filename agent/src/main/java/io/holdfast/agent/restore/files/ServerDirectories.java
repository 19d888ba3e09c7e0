package io.holdfast.agent.restore.files;

import java.util.List;

/** Directories that are emptied in a backup, and needed by a server. */
final class ServerDirectories {
    /** {@code excludeDirContents} of basebackup.c, and those that a start does not make. */
    static final List<String> NAMES =
            List.of(
                    "pg_wal",
                    "pg_wal/archive_status",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_tblspc");

    private ServerDirectories() {}
}
