package io.holdfast.controlplane.persistence;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;

/** What went wrong with a statement, as one of our own failures. */
final class DatabaseFailures {
    /** What a server says of a text with a zero byte in it. */
    private static final String UNTRANSLATABLE = "22021";

    /** The code of a failure that says that there is no connection to be had. */
    static final String UNREACHABLE = "database-unreachable";

    private DatabaseFailures() {}

    static HoldfastException of(Exception e) {
        if (e instanceof HoldfastException known) {
            return known;
        }
        if (e instanceof PgException refused) {
            return refused(refused);
        }
        boolean isGone = e instanceof IOException || e instanceof ClosedConnectionException;
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                isGone ? UNREACHABLE : "database-overrun",
                isGone
                        ? "the control plane's database cannot be reached: " + e.getMessage()
                        : "the control plane's database has no room for a statement: "
                                + e.getMessage(),
                "Bring PostgreSQL back; what needs it is tried again.",
                e);
    }

    private static HoldfastException refused(PgException e) {
        String state = e.getSqlState() == null ? "" : e.getSqlState();
        if (isPassing(state)) {
            return new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "database-busy",
                    "the control plane's database did not carry out a statement: "
                            + e.getErrorMessage()
                            + " ("
                            + state
                            + ")",
                    "Try again; if it lasts, look at the log of that PostgreSQL.",
                    e);
        }
        if (state.equals(UNTRANSLATABLE)) {
            return new HoldfastException(
                    ErrorCategory.USER,
                    "text-unusable",
                    "a text holds a character that the control plane's database cannot keep",
                    "Leave out control characters.",
                    e);
        }
        return new HoldfastException(
                state.startsWith("28") || state.startsWith("3D")
                        ? ErrorCategory.CONFIGURATION
                        : ErrorCategory.INTERNAL,
                "database-refused",
                "the control plane's database refused: " + e.getErrorMessage() + " (" + state + ")",
                "Look at the URL of the database and at the rights of its role; it must own the"
                        + " schema that it uses.",
                e);
    }

    // Classes of SQLSTATE (PostgreSQL, appendix A): connection exceptions, transaction rollbacks,
    // insufficient resources, operator intervention, system errors.
    private static boolean isPassing(String state) {
        return state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58");
    }
}
