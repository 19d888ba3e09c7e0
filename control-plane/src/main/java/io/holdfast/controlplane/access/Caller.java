package io.holdfast.controlplane.access;

import java.time.Instant;

/**
 * Who makes a call.
 *
 * @param role what the token and its user both may
 * @param tokenId of the token that the call bears
 */
public record Caller(String user, Role role, String tokenId, Instant expiresAt) {}
