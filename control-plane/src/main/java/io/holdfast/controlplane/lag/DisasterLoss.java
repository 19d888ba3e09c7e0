package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.Optional;

/**
 * What a disaster would cost now.
 *
 * @param loss empty if nothing is known of it, or if nothing would be left
 * @param repository from which one would restore; empty if there is none, or none can be told
 */
public record DisasterLoss(
        Disaster disaster, Optional<Duration> loss, LossState state, Optional<String> repository) {

    static DisasterLoss everything(Disaster disaster) {
        return new DisasterLoss(disaster, Optional.empty(), LossState.EVERYTHING, Optional.empty());
    }

    static DisasterLoss unknown(Disaster disaster) {
        return new DisasterLoss(disaster, Optional.empty(), LossState.UNKNOWN, Optional.empty());
    }
}
