package io.holdfast.cli.demo.bank;

/** Something that should not be so, with an example. */
public record Violation(Kind kind, String detail) {
    /** What was broken. */
    public enum Kind {
        /** A transfer at or before the frontier did not come back. */
        PROMISED_MISSING,
        /** The ledger has a row that no client issued, or has one twice. */
        INVENTED,
        /** A client's rows are not the beginning of what it issued, in order and without a hole. */
        NOT_A_PREFIX,
        /** Money appeared or vanished. */
        TOTAL_CHANGED,
        /** An account does not hold what the ledger says. */
        BALANCE_WRONG
    }
}
