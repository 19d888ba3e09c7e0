package io.holdfast.agent.replication;

import io.holdfast.error.ErrorCategory;
import java.util.Map;

/**
 * What each SQLSTATE means to someone who runs a backup, and what to do about it.
 *
 * @param hint one sentence; empty where the server's own hint is the better one
 */
record Advice(ErrorCategory category, String hint) {
    private static final Map<String, Advice> BY_STATE =
            Map.ofEntries(
                    Map.entry(
                            SqlState.PROTOCOL_VIOLATION,
                            configuration(
                                    "Connect to PostgreSQL itself and not to a connection pooler,"
                                            + " which does not pass replication on.")),
                    Map.entry(
                            SqlState.INVALID_PASSWORD,
                            configuration(
                                    "Correct the password, or set it in the database with ALTER"
                                            + " ROLE … PASSWORD.")),
                    Map.entry(
                            SqlState.INVALID_AUTHORIZATION,
                            configuration(
                                    "Create the role with LOGIN, and add a line for it and for"
                                            + " this address to pg_hba.conf; a replication"
                                            + " connection needs a line whose database is"
                                            + " replication.")),
                    Map.entry(
                            SqlState.UNKNOWN_DATABASE,
                            configuration("Correct the name of the database in the settings.")),
                    Map.entry(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            configuration(
                                    "Give the role what it lacks: ALTER ROLE … REPLICATION to"
                                            + " stream, GRANT pg_monitor and pg_read_all_settings"
                                            + " to look.")),
                    Map.entry(
                            SqlState.UNDEFINED_OBJECT,
                            refused("Create what the message names, or correct its name.")),
                    Map.entry(
                            SqlState.DUPLICATE_OBJECT,
                            refused("Use what exists already, or choose another name.")),
                    Map.entry(
                            SqlState.TOO_MANY_CONNECTIONS,
                            passing(
                                    "Raise max_connections or max_wal_senders and restart"
                                            + " PostgreSQL, or end connections that nobody"
                                            + " needs.")),
                    Map.entry(
                            SqlState.LIMIT_EXCEEDED,
                            configuration(
                                    "Raise max_replication_slots and restart PostgreSQL, or drop"
                                            + " slots that nobody needs.")),
                    Map.entry(
                            SqlState.NOT_IN_PREREQUISITE_STATE,
                            refused(
                                    "Check that wal_level is replica or logical, that"
                                            + " max_wal_senders and max_replication_slots are"
                                            + " above zero, and that the slot is not"
                                            + " invalidated.")),
                    Map.entry(
                            SqlState.OBJECT_IN_USE,
                            passing(
                                    "Stop the other receiver of this slot, or wait until the"
                                            + " server notices that an earlier one is gone"
                                            + " (wal_sender_timeout).")),
                    Map.entry(
                            SqlState.ADMIN_SHUTDOWN, passing("Wait until the server is up again.")),
                    Map.entry(
                            "57P02", passing("Wait until the server has recovered from a crash.")),
                    Map.entry(
                            SqlState.CANNOT_CONNECT_NOW,
                            passing("Wait until the server has started, or is up again.")),
                    Map.entry("57014", passing("Try again; someone or a timeout cancelled it.")),
                    Map.entry(
                            SqlState.UNDEFINED_FILE,
                            refused(
                                    "Take a new full backup: the server no longer has the WAL that"
                                            + " was asked for.")));

    static Advice of(String sqlState, String serverHint) {
        var known = BY_STATE.get(sqlState);
        if (known != null) {
            return known;
        }
        var hint =
                serverHint.isBlank()
                        ? "Look in the server's log for what led to this."
                        : "PostgreSQL advises: " + serverHint;
        return new Advice(categoryOfClass(sqlState), hint);
    }

    /** By the class, the first two characters. */
    private static ErrorCategory categoryOfClass(String sqlState) {
        return switch (sqlState.substring(0, Math.min(2, sqlState.length()))) {
            case "08", "40", "53", "57" -> ErrorCategory.TRANSIENT;
            case "28" -> ErrorCategory.CONFIGURATION;
            default -> ErrorCategory.POSTGRES;
        };
    }

    private static Advice configuration(String hint) {
        return new Advice(ErrorCategory.CONFIGURATION, hint);
    }

    private static Advice refused(String hint) {
        return new Advice(ErrorCategory.POSTGRES, hint);
    }

    private static Advice passing(String hint) {
        return new Advice(ErrorCategory.TRANSIENT, hint);
    }
}
