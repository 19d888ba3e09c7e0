package io.holdfast.repository.target;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Reads a target as an operator writes it; a time without an offset is never guessed at (T7). */
final class TargetParser {
    private static final String USAGE =
            "Write latest, immediate, time=2026-01-02T03:04:05Z, lsn=16/B374D848, xid=1234 or"
                    + " name=before-upgrade.";
    private static final Pattern TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?"
                            + "(?<offset>[Zz]|[+-]\\d\\d:\\d\\d)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");

    /** The transactions below are PostgreSQL's own ({@code access/transam.h}). */
    private static final int FIRST_NORMAL_XID = 3;

    /** {@code MAXFNAMELEN - 1} of {@code access/xlog_internal.h}. */
    private static final int MAX_NAME_BYTES = 63;

    private TargetParser() {}

    static RestoreTarget parse(String text, boolean isInclusive) {
        String asked = text.strip();
        int equals = asked.indexOf('=');
        String kind = equals < 0 ? asked : asked.substring(0, equals);
        String value = equals < 0 ? "" : asked.substring(equals + 1);
        if (equals < 0 != (kind.equals("latest") || kind.equals("immediate"))) {
            throw malformed(text, "it is none of the six forms", USAGE);
        }
        return switch (kind) {
            case "latest" -> new RestoreTarget.Latest();
            case "immediate" -> new RestoreTarget.Immediate();
            case "time" -> time(text, value, isInclusive);
            case "lsn" -> position(text, value, isInclusive);
            case "xid" -> transaction(text, value, isInclusive);
            case "name" -> named(text, value);
            default -> throw malformed(text, "'" + kind + "' is no kind of target", USAGE);
        };
    }

    private static RestoreTarget time(String text, String value, boolean isInclusive) {
        var matcher = TIME.matcher(value);
        if (!matcher.matches()) {
            throw malformed(
                    text,
                    "its time is not RFC 3339",
                    "Write the time as in 2026-01-02T03:04:05Z or 2026-01-02T03:04:05.678+01:00.");
        }
        if (matcher.group("offset") == null) {
            throw malformed(
                    text,
                    "its time names no offset from UTC",
                    "Add Z for UTC or an offset such as +01:00; Holdfast guesses no time zone.");
        }
        try {
            var at = OffsetDateTime.parse(value.replace(' ', 'T'));
            return new RestoreTarget.Time(
                    at.toInstant().truncatedTo(ChronoUnit.MICROS), isInclusive);
        } catch (DateTimeException e) {
            throw malformed(text, "there is no such time", "Check the month, day and hour.", e);
        }
    }

    private static RestoreTarget position(String text, String value, boolean isInclusive) {
        try {
            return new RestoreTarget.Position(Lsn.parse(value), isInclusive);
        } catch (HoldfastException e) {
            throw malformed(text, e.getMessage() + "", e.hint(), e);
        }
    }

    private static RestoreTarget transaction(String text, String value, boolean isInclusive) {
        String hint = "Write the decimal number that pg_current_xact_id() returned.";
        if (!NUMBER.matcher(value).matches()) {
            throw malformed(text, "'" + value + "' is not a transaction id", hint);
        }
        try {
            int xid = (int) Long.parseUnsignedLong(value);
            if (Integer.compareUnsigned(xid, FIRST_NORMAL_XID) < 0) {
                throw malformed(text, "no transaction of a user has the id " + value, hint);
            }
            return new RestoreTarget.Transaction(xid, isInclusive);
        } catch (NumberFormatException e) {
            throw malformed(text, "'" + value + "' has more than 64 bits", hint, e);
        }
    }

    private static RestoreTarget named(String text, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES || value.indexOf('\0') >= 0) {
            throw malformed(
                    text,
                    "the name of a restore point has 1 to " + MAX_NAME_BYTES + " bytes",
                    "Write the name that was given to pg_create_restore_point.");
        }
        return new RestoreTarget.Named(value);
    }

    private static HoldfastException malformed(String text, String why, String hint) {
        return new HoldfastException(
                ErrorCategory.USER, "target-malformed", message(text, why), hint);
    }

    private static HoldfastException malformed(
            String text, String why, String hint, Throwable cause) {
        return new HoldfastException(
                ErrorCategory.USER, "target-malformed", message(text, why), hint, cause);
    }

    private static String message(String text, String why) {
        return "not a recovery target: '" + text + "', " + why;
    }
}
