package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The member that speaks for a cluster, and what its words mean as time goes by. */
record Voice(String cluster, Member member) {

    /**
     * The cluster at a moment.
     *
     * @param patience how long silence may last until nothing counts as known
     */
    ClusterLag at(long nanos, long patience) {
        Optional<Long> silence = member.told().map(told -> Math.max(0, nanos - told.at()));
        LinkState link = link(silence, patience);
        List<RepositoryLagNow> repositories = repositories(silence, link);
        Optional<LagReport> report = member.told().map(Member.Told::report);
        return new ClusterLag(
                cluster,
                member.captures() ? Optional.of(member.instance()) : Optional.empty(),
                link,
                silence.map(Duration::ofNanos),
                member.phase(),
                repositories,
                member.hasToldLag()
                        ? Disasters.losses(member.domain(), repositories)
                        : Disasters.unknown(),
                report.flatMap(LagReport::slot),
                report.flatMap(LagReport::failure));
    }

    private static LinkState link(Optional<Long> silence, long patience) {
        if (silence.isEmpty()) {
            return LinkState.NEVER_HEARD;
        }
        return silence.get() < patience ? LinkState.LIVE : LinkState.UNKNOWN;
    }

    /** All that are configured, and all that were told of. */
    private List<RepositoryLagNow> repositories(Optional<Long> silence, LinkState link) {
        Map<String, RepositoryLagNow> byName = new TreeMap<>();
        member.repositories().forEach((name, domain) -> byName.put(name, untold(name, domain)));
        for (RepositoryLag told : told()) {
            byName.put(told.repository(), now(told, silence.orElseThrow(), link));
        }
        return List.copyOf(byName.values());
    }

    private List<RepositoryLag> told() {
        return member.told().map(told -> told.report().repositories()).orElse(List.of());
    }

    private static RepositoryLagNow untold(String name, FailureDomain domain) {
        return new RepositoryLagNow(name, domain, Optional.empty(), Optional.empty(), false);
    }

    private RepositoryLagNow now(RepositoryLag told, long silence, LinkState link) {
        return new RepositoryLagNow(
                told.repository(),
                member.repositories().getOrDefault(told.repository(), FailureDomain.UNKNOWN),
                Optional.of(told),
                told.lag().map(lag -> lag.plusNanos(silence)),
                told.isLagKnown() && link == LinkState.LIVE && member.isProven());
    }
}
