package io.holdfast.agent.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings that cut a copy off from everything but a socket in a directory of its own (T85).
 * They are given on the command line, where they win over every file of the copy: those files were
 * written for the original and name its directories, its ports and its partners.
 */
final class Isolation {
    private static final int FIRST_WITH_EVENT_TRIGGERS = 17;
    private static final int FIRST_WITH_IO_METHOD = 18;
    private static final int LAST_WITH_STATS_DIRECTORY = 14;

    private Isolation() {}

    static Map<String, String> settings(int major, Path data, Path room) {
        Map<String, String> settings = new LinkedHashMap<>();
        // a postgresql.conf that says data_directory would make the server open the original
        settings.put("data_directory", data.toString());
        settings.put("hba_file", room.resolve(ServerRoom.ACCESS_RULES).toString());
        settings.put("ident_file", room.resolve(ServerRoom.USER_MAPS).toString());
        settings.put("external_pid_file", "");
        unreachable(settings, room);
        silent(settings, major);
        small(settings, major);
        log(settings);
        return settings;
    }

    private static void unreachable(Map<String, String> settings, Path room) {
        settings.put("listen_addresses", "");
        settings.put("port", Integer.toString(IsolatedServer.PORT));
        settings.put("unix_socket_directories", ServerRoom.sockets(room).toString());
        settings.put("unix_socket_permissions", "0700");
        settings.put("unix_socket_group", "");
        settings.put("bonjour", "off");
        settings.put("ssl", "off");
    }

    /** Nothing begins to work by itself, and nothing is sent anywhere. */
    private static void silent(Map<String, String> settings, int major) {
        settings.put("archive_mode", "off");
        settings.put("autovacuum", "off");
        settings.put("max_logical_replication_workers", "0");
        settings.put("shared_preload_libraries", "");
        settings.put("session_preload_libraries", "");
        settings.put("local_preload_libraries", "");
        if (major >= FIRST_WITH_EVENT_TRIGGERS) {
            // a trigger on login would run at our own log-in
            settings.put("event_triggers", "off");
        }
        if (major <= LAST_WITH_STATS_DIRECTORY) {
            settings.put("stats_temp_directory", "pg_stat_tmp");
        }
    }

    /**
     * The original may have had the whole machine; the copy is thrown away, so nothing is synced.
     */
    private static void small(Map<String, String> settings, int major) {
        settings.put("shared_buffers", "128MB");
        settings.put("huge_pages", "off");
        settings.put("max_wal_size", "1GB");
        settings.put("fsync", "off");
        settings.put("jit", "off");
        settings.put("restart_after_crash", "off");
        if (major >= FIRST_WITH_IO_METHOD) {
            settings.put("io_method", "sync");
        }
    }

    /** To the standard error stream, which is a file here. */
    private static void log(Map<String, String> settings) {
        settings.put("logging_collector", "off");
        settings.put("log_destination", "stderr");
        settings.put("log_min_messages", "warning");
        settings.put("log_line_prefix", "");
        settings.put("lc_messages", "C");
    }
}
