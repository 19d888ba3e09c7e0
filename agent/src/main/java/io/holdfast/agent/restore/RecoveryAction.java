package io.holdfast.agent.restore;

/** What PostgreSQL does when it has reached the target (T19). */
public enum RecoveryAction {
    /** Stays in recovery, readable, until somebody promotes it or moves the target. */
    PAUSE("pause"),
    /** Opens for writing, on a new timeline. */
    PROMOTE("promote"),
    /** Stops, so that it can be started again as it is. */
    SHUTDOWN("shutdown");

    private final String word;

    RecoveryAction(String word) {
        this.word = word;
    }

    /** The value of {@code recovery_target_action}. */
    public String word() {
        return word;
    }
}
