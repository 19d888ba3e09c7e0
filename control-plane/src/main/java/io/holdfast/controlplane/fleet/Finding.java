package io.holdfast.controlplane.fleet;

/**
 * Something about an instance that endangers its recovery.
 *
 * @param code stable, such as {@code fsync-off}
 * @param message what is so, in a sentence without its end
 * @param hint what to do about it
 */
public record Finding(String code, Severity severity, String message, String hint) {
    /** How much it matters. */
    public enum Severity {
        /** Recovery is less comfortable than it could be. */
        ADVICE,
        /** Recovery may fail, or lose more than it need. */
        WARNING,
        /** What is captured may be worthless. */
        CRITICAL
    }
}
