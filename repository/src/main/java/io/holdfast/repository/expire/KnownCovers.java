package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import java.util.EnumSet;

/**
 * Whether an object that stands for others is there: a listing is not enough to rely on it. Asks
 * once for all that lie under the same one.
 */
final class KnownCovers {
    private final ClusterRepository repository;
    private String last = "";
    private boolean isLastThere;

    KnownCovers(ClusterRepository repository) {
        this.repository = repository;
    }

    boolean isThere(String rolled) {
        if (!rolled.equals(last)) {
            isLastThere = repository.header(rolled, EnumSet.of(ContainerKind.ROLLED)).isPresent();
            last = rolled;
        }
        return isLastThere;
    }
}
