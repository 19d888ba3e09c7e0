package io.holdfast.agent.job;

import java.time.Instant;

/**
 * A backup that the control plane has asked for, and that will be made unless it waits too long.
 *
 * @param createdAt on the control plane's clock
 * @param expiresAt on this machine's clock
 */
public record AcceptedJob(String id, Instant createdAt, Instant expiresAt) {}
