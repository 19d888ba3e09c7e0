package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.lag.Failure;
import java.util.Optional;

/**
 * By which policy an agent works, as it says.
 *
 * @param policy empty for its own configuration
 * @param version 0 of a policy that is built in
 * @param refusal why it does not work by the one that it was told last
 */
public record WorksBy(String policy, long version, Optional<Failure> refusal) {}
