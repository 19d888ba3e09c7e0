package io.holdfast.cli.lag;

import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.ClusterLag;
import io.holdfast.proto.v1.DisasterLoss;
import io.holdfast.proto.v1.LinkState;
import io.holdfast.proto.v1.RepositoryLagNow;
import java.time.Duration;

/** What becomes of a cluster's lag while its agent is silent: it grows, and nobody tells so. */
final class Silence {
    private Silence() {}

    /** The cluster some time after it was told of. */
    static ClusterLag after(ClusterLag told, Duration time) {
        if (told.getLink() != LinkState.LINK_STATE_UNKNOWN || time.isNegative()) {
            return told;
        }
        ClusterLag.Builder now =
                told.toBuilder().setSilence(Times.of(Times.of(told.getSilence()).plus(time)));
        for (RepositoryLagNow.Builder repository : now.getRepositoriesBuilderList()) {
            if (repository.hasLag()) {
                repository.setLag(Times.of(Times.of(repository.getLag()).plus(time)));
            }
        }
        for (DisasterLoss.Builder loss : now.getLossesBuilderList()) {
            if (loss.hasLoss()) {
                loss.setLoss(Times.of(Times.of(loss.getLoss()).plus(time)));
            }
        }
        return now.build();
    }
}
