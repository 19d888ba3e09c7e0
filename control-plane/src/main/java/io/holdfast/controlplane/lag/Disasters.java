package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What each disaster would cost, from the lags of the repositories and where they are.
 *
 * <p>One restores from the best repository that is left, so the true loss is the smallest true lag
 * among those. Let K be the smallest lag that is known, U the smallest lower bound of the others
 * (zero, if one of them has none):
 *
 * <ul>
 *   <li>With K the loss is K at most: whoever restores from that repository loses K, and no other
 *       repository makes it worse. If K is at most U it is the loss exactly. If it is greater,
 *       another repository may turn out to be better, which nobody can promise; K is what can be.
 *       So K is said, as known: too much perhaps, never too little. A repository that is just being
 *       filled, of whose lag nothing is known, must not hide what another one certainly holds.
 *   <li>Without K every lag may be anything above its bound: the loss is at least U, and unknown.
 *   <li>If nothing certainly is left, everything is lost.
 * </ul>
 */
public final class Disasters {
    private Disasters() {}

    /** The loss by database, region and provider, in this order. */
    public static List<DisasterLoss> losses(
            FailureDomain database, List<RepositoryLagNow> repositories) {
        return Arrays.stream(Disaster.values())
                .map(disaster -> loss(disaster, left(disaster, database, repositories)))
                .toList();
    }

    /** The losses where nobody has told of a lag. */
    static List<DisasterLoss> unknown() {
        return Arrays.stream(Disaster.values()).map(DisasterLoss::unknown).toList();
    }

    private static List<RepositoryLagNow> left(
            Disaster disaster, FailureDomain database, List<RepositoryLagNow> repositories) {
        return repositories.stream()
                .filter(RepositoryLagNow::mayProtect)
                .filter(repository -> disaster.spares(repository.domain(), database))
                .toList();
    }

    private static DisasterLoss loss(Disaster disaster, List<RepositoryLagNow> left) {
        if (left.isEmpty()) {
            return DisasterLoss.everything(disaster);
        }
        List<RepositoryLagNow> known = left.stream().filter(RepositoryLagNow::isLagKnown).toList();
        if (!known.isEmpty()) {
            return smallest(disaster, known, LossState.KNOWN);
        }
        boolean hasBound = left.stream().allMatch(repository -> repository.lag().isPresent());
        return hasBound
                ? smallest(disaster, left, LossState.UNKNOWN)
                : DisasterLoss.unknown(disaster);
    }

    private static DisasterLoss smallest(
            Disaster disaster, List<RepositoryLagNow> repositories, LossState state) {
        RepositoryLagNow best =
                repositories.stream()
                        .min(
                                Comparator.comparing(Disasters::figure)
                                        .thenComparing(RepositoryLagNow::repository))
                        .orElseThrow();
        return new DisasterLoss(disaster, best.lag(), state, Optional.of(best.repository()));
    }

    private static Duration figure(RepositoryLagNow repository) {
        return repository.lag().orElseThrow();
    }
}
