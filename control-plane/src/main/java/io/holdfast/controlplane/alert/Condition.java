package io.holdfast.controlplane.alert;

import java.time.Duration;

/**
 * Something that is so now, and should not be.
 *
 * @param summary what is so, in a sentence without its full stop
 * @param hint what to do about it
 * @param patience for how long it must be so before anybody is told
 */
public record Condition(
        AlertKey key, Severity severity, String summary, String hint, Duration patience) {}
