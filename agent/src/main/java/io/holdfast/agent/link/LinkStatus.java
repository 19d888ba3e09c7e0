package io.holdfast.agent.link;

import io.holdfast.error.HoldfastException;
import java.time.Instant;
import java.util.Optional;

/**
 * How the agent stands with its control plane.
 *
 * @param since when that began
 * @param failure why it is not connected; empty while it is, or was not tried yet
 */
public record LinkStatus(
        String url, boolean isConnected, Instant since, Optional<HoldfastException> failure) {}
