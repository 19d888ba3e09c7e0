package io.holdfast.agent.restore;

import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.repository.backup.BackupManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines that a restore appends to {@code postgresql.auto.conf}: they win over whatever the old
 * server had there.
 */
final class RecoverySettings {
    /** A hot standby refuses to go on if one of these is lower than on the primary (T18). */
    private static final List<String> NOT_LOWER =
            List.of(
                    "max_connections",
                    "max_worker_processes",
                    "max_wal_senders",
                    "max_prepared_transactions",
                    "max_locks_per_transaction");

    private static final int FIRST_WITH_ARCHIVE_LIBRARY = 15;

    private RecoverySettings() {}

    static String text(RestorePlan plan) {
        StringBuilder text = new StringBuilder("# Written by Holdfast for one restore.\n");
        settings(plan)
                .forEach(
                        (name, value) ->
                                text.append(name)
                                        .append(" = '")
                                        .append(value.replace("\\", "\\\\").replace("'", "''"))
                                        .append("'\n"));
        return text.toString();
    }

    /** In an order that matters: an empty target that follows the real one would undo it. */
    private static Map<String, String> settings(RestorePlan plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        BackupManifest backup = plan.resolution().backup();
        NOT_LOWER.forEach(
                name -> {
                    String value = backup.settings().get(name);
                    if (value != null) {
                        settings.put(name, value);
                    }
                });
        detach(settings, backup.server().major());
        recover(settings, plan);
        return settings;
    }

    /** A restored copy must touch neither its origin's archive nor its standbys (T5). */
    private static void detach(Map<String, String> settings, int major) {
        settings.put("archive_mode", "off");
        settings.put("archive_command", "");
        if (major >= FIRST_WITH_ARCHIVE_LIBRARY) {
            settings.put("archive_library", "");
        }
        settings.put("archive_cleanup_command", "");
        settings.put("recovery_end_command", "");
        settings.put("primary_conninfo", "");
        settings.put("primary_slot_name", "");
        settings.put("recovery_min_apply_delay", "0");
        settings.put("synchronous_standby_names", "");
        settings.put("hot_standby", "on");
    }

    private static void recover(Map<String, String> settings, RestorePlan plan) {
        StopPoint stop = plan.stop();
        settings.put("restore_command", Feeder.restoreCommand(plan.request().feeder()));
        settings.put("recovery_target", "");
        settings.put("recovery_target_name", "");
        settings.put("recovery_target_time", "");
        settings.put("recovery_target_xid", "");
        settings.put("recovery_target_lsn", stop.record().toString());
        settings.put("recovery_target_inclusive", "on");
        settings.put("recovery_target_timeline", stop.timeline().toString());
        settings.put("recovery_target_action", plan.request().action().word());
    }
}
