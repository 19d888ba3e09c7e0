package io.holdfast.repository.target;

import io.holdfast.postgres.Lsn;
import java.time.Instant;

/**
 * The point to which a restore shall bring a cluster. {@code isInclusive} says whether what stands
 * exactly at the point is replayed, as {@code recovery_target_inclusive} does.
 */
public sealed interface RestoreTarget {
    /** Everything that the repository holds. */
    record Latest() implements RestoreTarget {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * Up to the last commit at (or before) a time.
     *
     * @param at in whole microseconds, as PostgreSQL counts them
     */
    record Time(Instant at, boolean isInclusive) implements RestoreTarget {
        @Override
        public String toString() {
            return "time=" + at + suffix(isInclusive);
        }
    }

    /** Up to the first record that starts at or after a position. */
    record Position(Lsn lsn, boolean isInclusive) implements RestoreTarget {
        @Override
        public String toString() {
            return "lsn=" + lsn + suffix(isInclusive);
        }
    }

    /**
     * Up to the end of a transaction.
     *
     * @param xid without its epoch: 32 bits, unsigned, at least 3
     */
    record Transaction(int xid, boolean isInclusive) implements RestoreTarget {
        @Override
        public String toString() {
            return "xid=" + Integer.toUnsignedString(xid) + suffix(isInclusive);
        }
    }

    /** Up to a restore point that {@code pg_create_restore_point} made. */
    record Named(String name) implements RestoreTarget {
        @Override
        public String toString() {
            return "name=" + name;
        }
    }

    /** As early as the base backup allows. */
    record Immediate() implements RestoreTarget {
        @Override
        public String toString() {
            return "immediate";
        }
    }

    /**
     * Parses what an operator writes: {@code latest}, {@code immediate}, {@code time=<RFC 3339 with
     * offset>}, {@code lsn=X/X}, {@code xid=<number>} or {@code name=<restore point>}. A number
     * with a transaction's epoch, as {@code pg_current_xact_id} prints it, loses the epoch.
     *
     * @throws io.holdfast.error.HoldfastException {@code target-malformed}
     */
    static RestoreTarget parse(String text, boolean isInclusive) {
        return TargetParser.parse(text, isInclusive);
    }

    private static String suffix(boolean isInclusive) {
        return isInclusive ? "" : " (exclusive)";
    }
}
