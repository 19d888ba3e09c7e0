package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/**
 * The unsigned 64-bit number that initdb writes into {@code pg_control}: the same on a primary and
 * all its standbys, another one after pg_upgrade. Printed in decimal, as PostgreSQL does.
 */
public record SystemIdentifier(long value) {
    /** Parses an unsigned decimal number, as {@code IDENTIFY_SYSTEM} returns it. */
    public static SystemIdentifier parse(String decimal) {
        try {
            return new SystemIdentifier(Long.parseUnsignedLong(decimal));
        } catch (NumberFormatException e) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "system-identifier-malformed",
                    "not a system identifier: '" + decimal + "'",
                    "Give the decimal number that pg_controldata prints as the database system"
                            + " identifier.",
                    e);
        }
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
