package io.holdfast.embedded.postgres;

/** Quoting of values in configuration files and connection strings. */
final class Quoting {
    private Quoting() {}

    /** A value in {@code postgresql.conf}, which knows backslash escapes (guc-file.l). */
    static String setting(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** A value in a libpq connection string. */
    static String conninfo(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
