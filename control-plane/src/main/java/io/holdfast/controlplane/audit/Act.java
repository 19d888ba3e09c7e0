package io.holdfast.controlplane.audit;

/**
 * A privileged try, before it has a number.
 *
 * @param actor a user's name, {@code agent:<cluster>/<instance>}, {@code control-plane}, or {@code
 *     anonymous}
 * @param origin the address that it came from; empty where there was none
 * @param action such as {@code Access.CreateUser}
 * @param subject what it was done to, such as {@code user:alice}; may be empty
 * @param before a JSON object without secrets, or empty
 * @param after a JSON object without secrets, or empty
 */
public record Act(
        String actor,
        String origin,
        String action,
        String subject,
        Outcome outcome,
        String before,
        String after) {}
