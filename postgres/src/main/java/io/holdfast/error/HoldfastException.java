package io.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * What could not be done. The message is lower-case and names the ids and both sides of a mismatch;
 * the hint is one full sentence that says what to do; the code is stable and may be matched on.
 */
public final class HoldfastException extends RuntimeException {
    private final ErrorCategory category;
    private final String code;
    private final String hint;

    /**
     * @param code stable, lower-case words joined by hyphens, such as {@code
     *     repository-unreachable}
     */
    public HoldfastException(ErrorCategory category, String code, String message, String hint) {
        this(category, code, message, hint, null);
    }

    /**
     * @param code stable, lower-case words joined by hyphens, such as {@code
     *     repository-unreachable}
     */
    public HoldfastException(
            ErrorCategory category,
            String code,
            String message,
            String hint,
            @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
        this.code = code;
        this.hint = hint;
    }

    public ErrorCategory category() {
        return category;
    }

    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }

    /** The message and the hint as one line of text. */
    public String advice() {
        return getMessage() + ". " + hint;
    }
}
