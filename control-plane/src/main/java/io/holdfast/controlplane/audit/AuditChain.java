package io.holdfast.controlplane.audit;

import java.util.Optional;

/**
 * Checks entries one after another, without the database: in constant memory, up to the first that
 * is not what it should be. That the newest entries were cut off does not show in a copy: whoever
 * wants to know that compares the last number and hash with an older copy's.
 */
public final class AuditChain {
    private long next;
    private String hash;
    private long checked;

    private AuditChain(long next, String hash) {
        this.next = next;
        this.hash = hash;
    }

    /** From the first entry on. */
    public static AuditChain fromTheBeginning() {
        return new AuditChain(1, AuditEntry.NO_HASH);
    }

    /**
     * From the entry behind one that is known.
     *
     * @param hash of the known entry
     */
    public static AuditChain behind(long number, String hash) {
        return new AuditChain(number + 1, hash);
    }

    /** Where the chain breaks, and how. */
    public record Break(long number, String reason) {}

    /**
     * Checks the next entry. After a break nothing more is to be asked.
     *
     * @return empty if it is in order
     */
    public Optional<Break> check(AuditEntry entry) {
        if (entry.number() != next) {
            return Optional.of(
                    new Break(
                            next,
                            "entry "
                                    + next
                                    + " is not where it should be: entry "
                                    + entry.number()
                                    + " stands in its place"));
        }
        if (!entry.follows(hash)) {
            return Optional.of(
                    new Break(
                            next,
                            "entry "
                                    + next
                                    + " does not fit its hash: it was changed, or what stood before"
                                    + " it was"));
        }
        next++;
        hash = entry.hash();
        checked++;
        return Optional.empty();
    }

    /** How many entries were found in order. */
    public long checked() {
        return checked;
    }

    /** The number of the last entry in order. */
    public long last() {
        return next - 1;
    }

    /** The hash of the last entry in order. */
    public String hash() {
        return hash;
    }
}
