package io.holdfast.embedded.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The exceptions of this package, each with its code and its hint. */
final class Failures {
    private Failures() {}

    static HoldfastException unsupportedMajor(int major) {
        return new HoldfastException(
                ErrorCategory.USER,
                "embedded-postgres-unsupported",
                "postgresql " + major + " is not among the embedded majors " + Binaries.MAJORS,
                "Choose one of the majors " + Binaries.MAJORS + ".");
    }

    static HoldfastException noBinaries(int major, String resource) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "embedded-postgres-missing",
                "no binaries of postgresql " + major + " for this machine: " + resource,
                "Build the embedded module on the kind of machine it is to run on.");
    }

    static HoldfastException didNotStart(
            String what, String why, String log, @Nullable Throwable cause) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "embedded-postgres-start-failed",
                what + " " + why + "; the end of its log:\n" + log,
                "Read the end of the log in the message; as root, user namespaces (unshare -U) must be"
                        + " allowed.",
                cause);
    }

    static HoldfastException timedOut(String what, String log) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "embedded-postgres-timed-out",
                what + " did not happen in time; the end of the log:\n" + log,
                "Raise the start timeout, or read the end of the log in the message.");
    }

    static HoldfastException templateDamaged(Path template, String made, String found) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "embedded-postgres-template-damaged",
                "the template of new clusters "
                        + template
                        + " has "
                        + found
                        + ", but was made with "
                        + made,
                "Delete the directory in the message: the next start makes it anew.");
    }

    static HoldfastException sql(String statement, @Nullable String sqlState, Throwable cause) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "embedded-postgres-sql-failed",
                "sqlstate " + sqlState + " for: " + statement + ": " + cause.getMessage(),
                "Correct the statement, or see the server's log for the reason.",
                cause);
    }

    static HoldfastException noValue(String statement) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "embedded-postgres-no-value",
                "no row, or null, from: " + statement,
                "Ask for a value that the server always returns.");
    }

    static HoldfastException misused(String message, String hint) {
        return new HoldfastException(
                ErrorCategory.USER, "embedded-postgres-misused", message, hint);
    }

    static UncheckedIOException unreadable(String what, IOException cause) {
        return new UncheckedIOException("embedded postgresql: " + what, cause);
    }
}
