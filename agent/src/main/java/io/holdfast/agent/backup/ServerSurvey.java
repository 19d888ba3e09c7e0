package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.wire.ResultRow;
import io.holdfast.repository.backup.ServerFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the server says of itself before a backup.
 *
 * @param flushed how far its WAL is durable
 * @param settings as the manifest keeps them; those that the role may not see are absent
 * @param inPlace the oids of tablespaces that are directories in {@code pg_tblspc}
 */
record ServerSurvey(
        ServerFacts facts,
        TimelineId timeline,
        Lsn flushed,
        Map<String, String> settings,
        List<Long> inPlace) {
    /** What recovery compares (T18), and what a restored server needs in order to start or read. */
    private static final List<String> KEPT =
            List.of(
                    "max_connections",
                    "max_worker_processes",
                    "max_wal_senders",
                    "max_prepared_transactions",
                    "max_locks_per_transaction",
                    "wal_level",
                    "track_commit_timestamp",
                    "hot_standby",
                    "full_page_writes",
                    "fsync",
                    "shared_preload_libraries",
                    "session_preload_libraries",
                    "server_encoding",
                    "lc_collate",
                    "lc_ctype",
                    "data_directory",
                    "data_directory_mode",
                    "unix_socket_directories",
                    "listen_addresses",
                    "port",
                    "ssl",
                    "stats_temp_directory",
                    "huge_pages",
                    "shared_buffers");

    private static final String CONTROL =
            """
            select s.system_identifier, s.catalog_version_no, i.database_block_size,
                   i.blocks_per_segment, i.wal_block_size, i.bytes_per_wal_segment,
                   i.data_page_checksum_version, c.timeline_id,
                   pg_current_wal_flush_lsn() as flushed,
                   current_setting('server_version') as version
            from pg_control_system() s, pg_control_init() i, pg_control_checkpoint() c""";

    /** Slots are not restored (T48): a restore names those that have to be made again. */
    private static final String SLOTS =
            """
            select coalesce(string_agg(slot_name || ' (' || slot_type
                   || coalesce(' ' || plugin || ' in ' || database, '') || ')', ', '
                   order by slot_name), '')
            from pg_replication_slots where not temporary""";

    private static final String IN_PLACE =
            "select oid from pg_tablespace where oid >= 16384"
                    + " and pg_tablespace_location(oid) not like '/%'";

    static ServerSurvey of(PgConnection sql) {
        requirePrimary(sql);
        ResultRow control = sql.query(CONTROL).row();
        return new ServerSurvey(
                new ServerFacts(
                        control.required("system_identifier"),
                        sql.serverMajor(),
                        control.required("version"),
                        Long.parseLong(control.required("catalog_version_no")),
                        Integer.parseInt(control.required("database_block_size")),
                        Long.parseLong(control.required("blocks_per_segment")),
                        Integer.parseInt(control.required("wal_block_size")),
                        Integer.parseInt(control.required("bytes_per_wal_segment")),
                        !control.required("data_page_checksum_version").equals("0")),
                new TimelineId(Integer.parseUnsignedInt(control.required("timeline_id"))),
                Lsn.parse(control.required("flushed")),
                settings(sql),
                sql.query(IN_PLACE).rows().stream()
                        .map(row -> Long.valueOf(row.required("oid")))
                        .toList());
    }

    /** A standby's backup needs its primary for the last WAL, and may be cut off by a promotion. */
    private static void requirePrimary(PgConnection sql) {
        if (sql.query("select pg_is_in_recovery()").value().filter("t"::equals).isPresent()) {
            throw new HoldfastException(
                    ErrorCategory.POSTGRES,
                    "backup-of-standby",
                    "the server is in recovery, and only a primary is backed up",
                    "Run the backup on the agent of the primary.");
        }
    }

    private static Map<String, String> settings(PgConnection sql) {
        String names = String.join("', '", KEPT);
        Map<String, String> settings = new TreeMap<>();
        for (ResultRow row :
                sql.query("select name, setting from pg_settings where name in ('" + names + "')")
                        .rows()) {
            settings.put(row.required("name"), row.text("setting").orElse(""));
        }
        sql.query(SLOTS)
                .value()
                .filter(slots -> !slots.isEmpty())
                .ifPresent(slots -> settings.put("replication_slots", slots));
        return settings;
    }
}
