package io.holdfast.agent.replication;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.ServerReport;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every way in which talking to a server fails, worded once. */
final class Refusals {
    static final String TLS_FAILED = "postgres-tls-failed";
    static final String PROTOCOL_VIOLATED = "wire-protocol-violated";

    private Refusals() {}

    /** The server said no. */
    static HoldfastException byServer(String address, ServerReport report) {
        var sqlState = sqlState(report);
        var advice = Advice.of(sqlState, report.hint().orElse(""));
        var detail = report.detail().map(text -> " (" + text + ")").orElse("");
        return new HoldfastException(
                advice.category(),
                SqlState.code(sqlState),
                "postgresql at %s answered %s: %s%s"
                        .formatted(address, sqlState, report.message(), detail),
                advice.hint());
    }

    /**
     * For WAL that is removed while a walsender has it open, CheckXLogRemoved
     * (access/transam/xlog.c) makes the SQLSTATE of whatever error number is left over, mostly
     * XX000; the name of the routine, which is never translated, tells what it is.
     */
    private static String sqlState(ServerReport report) {
        return report.field('R').filter("CheckXLogRemoved"::equals).isPresent()
                ? SqlState.UNDEFINED_FILE
                : report.sqlState();
    }

    static HoldfastException unreachable(String address, Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "postgres-host-unknown",
                    "the host of " + address + " is unknown",
                    "Correct the host in the settings, or look why its name does not resolve.",
                    cause);
        }
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "postgres-unreachable",
                "cannot connect to " + address + ": " + cause.getMessage(),
                "Check that PostgreSQL runs, listens on that address and port"
                        + " (listen_addresses), and is not behind a firewall.",
                cause);
    }

    static HoldfastException timedOut(String address, String what) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "postgres-timed-out",
                "postgresql at " + address + " stayed silent: no sign of " + what + " in time",
                "Check that the server is alive and that the network lets its packets through.");
    }

    static HoldfastException silent(String address, Duration silence) {
        return timedOut(address, "life for " + silence.toSeconds() + " s");
    }

    static HoldfastException connectionLost(String address, @Nullable Throwable cause) {
        var how = cause == null ? "the server's side closed it" : cause.getMessage();
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "postgres-connection-lost",
                "the connection to " + address + " was lost: " + how,
                "Try again; if it persists, look in the server's log and at what is between.",
                cause);
    }

    static HoldfastException closedHere(String address) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "postgres-connection-closed",
                "the connection to " + address + " was closed on this side",
                "Open a new connection.");
    }

    static HoldfastException interrupted(String address, InterruptedException cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "interrupted",
                "interrupted while waiting for " + address,
                "Try again; the work was asked to stop.",
                cause);
    }

    static HoldfastException notPostgres(String address, String why) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-not-postgres",
                "what answers at " + address + " is not PostgreSQL: " + why,
                "Correct host and port in the settings; PostgreSQL listens on 5432 by default.");
    }

    static HoldfastException outOfStep(String address, String message) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                PROTOCOL_VIOLATED,
                "the server at " + address + " broke its protocol: it sent " + message,
                "Check that no proxy rewrites the connection.");
    }

    static HoldfastException resultTooLarge(String address, long maxBytes) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "postgres-result-too-large",
                "a result from " + address + " is larger than " + maxBytes + " bytes",
                "Ask for less at a time.");
    }

    static HoldfastException tlsRefused(String address) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-tls-refused",
                "the server at " + address + " does not speak TLS, the settings require it",
                "Set ssl = on in postgresql.conf with a certificate, or lower the tls mode.");
    }

    static HoldfastException tlsFailed(String address, Throwable cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                TLS_FAILED,
                "TLS with " + address + " failed: " + cause.getMessage(),
                "Check that the CA file is the one that signed the server's certificate, and that"
                        + " the certificate is made out to that host and has not expired.",
                cause);
    }

    static HoldfastException caFileUnreadable(Object file, Throwable cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-tls-ca-unreadable",
                "the CA file " + file + " cannot be read: " + cause.getMessage(),
                "Correct the path in the settings, and let this process read the file.",
                cause);
    }

    static HoldfastException passwordMissing(String address, String user) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-password-missing",
                "the server at " + address + " asks for the password of " + user + ", none is set",
                "Set the password in the settings, or let pg_hba.conf accept another method.");
    }

    static HoldfastException passwordUnusable(String address, String user, Throwable cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-password-unusable",
                "the password of %s at %s cannot be used: %s"
                        .formatted(user, address, cause.getMessage()),
                "Choose a password that is not empty and has no control characters.",
                cause);
    }

    static HoldfastException passwordInClear(String address) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-password-in-clear",
                "the server at " + address + " asks for a password in clear without TLS",
                "Set the tls mode to require or stricter, or use scram-sha-256 in pg_hba.conf.");
    }

    static HoldfastException methodUnknown(String address, String method) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-authentication-unsupported",
                "the server at " + address + " wants a log-in by " + method,
                "Use scram-sha-256 for this role in pg_hba.conf.");
    }

    static HoldfastException serverUnproven(String address, @Nullable Throwable cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-server-unproven",
                "the server at " + address + " did not prove that it knows the password",
                "Find out who answers at that address before you try again.",
                cause);
    }

    static HoldfastException walMinimal(String address) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "postgres-wal-minimal",
                "the server at " + address + " has wal_level=minimal: its WAL restores nothing",
                "Set wal_level to replica and max_wal_senders above zero in postgresql.conf,"
                        + " restart PostgreSQL, and make a new backup.");
    }

    static HoldfastException badPort(String host, int port) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-port-invalid",
                "port " + port + " of " + host + " is not between 1 and 65535",
                "Correct the port in the settings.");
    }

    static HoldfastException badSlotName(String name) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "postgres-slot-name-invalid",
                "'" + name + "' cannot name a replication slot",
                "Use 1 to 63 lower-case letters, digits and underscores.");
    }
}
