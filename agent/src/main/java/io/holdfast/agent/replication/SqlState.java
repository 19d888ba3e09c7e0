package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * PostgreSQL's error codes ({@code utils/errcodes.txt}). A refusal by the server is a {@link
 * HoldfastException} whose code is {@code postgres-} and the SQLSTATE in lower case, such as {@code
 * postgres-57p03}; failures that the server did not word itself have longer codes, such as {@code
 * postgres-connection-lost}.
 */
public final class SqlState {
    public static final String PROTOCOL_VIOLATION = "08P01";
    public static final String INVALID_AUTHORIZATION = "28000";
    public static final String INVALID_PASSWORD = "28P01";
    public static final String UNKNOWN_DATABASE = "3D000";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String UNDEFINED_OBJECT = "42704";
    public static final String DUPLICATE_OBJECT = "42710";
    public static final String TOO_MANY_CONNECTIONS = "53300";
    public static final String LIMIT_EXCEEDED = "53400";
    public static final String NOT_IN_PREREQUISITE_STATE = "55000";
    public static final String OBJECT_IN_USE = "55006";
    public static final String ADMIN_SHUTDOWN = "57P01";
    public static final String CANNOT_CONNECT_NOW = "57P03";

    /** WAL or a history that the server no longer has, also where it says so by another code. */
    public static final String UNDEFINED_FILE = "58P01";

    private static final String PREFIX = "postgres-";
    private static final Pattern CODE = Pattern.compile(PREFIX + "([0-9a-z]{5})");

    private SqlState() {}

    /** The SQLSTATE behind an exception; empty if no server worded it. */
    public static Optional<String> of(HoldfastException refusal) {
        var matcher = CODE.matcher(refusal.code());
        return matcher.matches()
                ? Optional.of(matcher.group(1).toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    static String code(String sqlState) {
        return PREFIX + sqlState.toLowerCase(Locale.ROOT);
    }
}
