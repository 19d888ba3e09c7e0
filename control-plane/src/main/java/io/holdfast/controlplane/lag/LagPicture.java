package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lag of every cluster at this moment, from what agents say and for how long they have said
 * nothing. In memory alone. All moments are readings of one monotonic clock of this process, given
 * by the caller; reports of one instance come in their order. That a stream has ended is not told:
 * one that hangs says as little, so silence alone counts.
 *
 * <p>Thread-safe, for event loops too: the lock is held for a few steps, never while a picture is
 * drawn.
 */
public final class LagPicture {
    private static final int MISSED_REPORTS = 3;

    private final Object lock = new Object();
    private final long patience;
    private final Map<String, Map<String, Member>> clusters = new TreeMap<>();
    private final Map<String, Voice> voices = new TreeMap<>();
    private final ChangeLog changes = new ChangeLog();
    private final Deadlines deadlines = new Deadlines();
    private long reports;
    private Optional<Long> newestPull = Optional.empty();

    /**
     * @param reportInterval how often agents are asked to report; after three of them without a
     *     report nothing counts as known
     */
    public LagPicture(Duration reportInterval) {
        this.patience = reportInterval.multipliedBy(MISSED_REPORTS).toNanos();
    }

    /** An instance belongs to the fleet, whether its agent is ever heard or not. Idempotent. */
    public void expect(String cluster, String instance) {
        synchronized (lock) {
            put(cluster, member(cluster, instance));
        }
    }

    /**
     * An agent said who it is; again when that has changed. This tells nothing of a lag, and ends
     * no silence.
     *
     * @param domain where its database runs; empty if it was not said, as by an agent that does not
     *     reach its database: what was said before stays
     * @param repositories that are configured, by name
     */
    public void connected(
            String cluster,
            String instance,
            Optional<FailureDomain> domain,
            Map<String, FailureDomain> repositories) {
        synchronized (lock) {
            put(cluster, member(cluster, instance).configured(domain, repositories));
        }
    }

    /** An agent told of its lag. */
    public void reported(String cluster, String instance, LagReport report, long nanos) {
        synchronized (lock) {
            put(cluster, member(cluster, instance).reported(report, nanos, ++reports));
        }
    }

    /** An instance does not belong to the fleet any more. A cluster goes with its last one. */
    public void left(String cluster, String instance) {
        synchronized (lock) {
            Map<String, Member> members = clusters.getOrDefault(cluster, Map.of());
            if (!members.containsKey(instance)) {
                return;
            }
            members.remove(instance);
            if (members.isEmpty()) {
                forget(cluster);
            } else {
                choose(cluster, members);
            }
        }
    }

    private Member member(String cluster, String instance) {
        Member known = clusters.getOrDefault(cluster, Map.of()).get(instance);
        return known == null ? Member.unheard(instance) : known;
    }

    private void put(String cluster, Member member) {
        Map<String, Member> members = clusters.computeIfAbsent(cluster, c -> new TreeMap<>());
        members.put(member.instance(), member);
        choose(cluster, members);
    }

    private void forget(String cluster) {
        clusters.remove(cluster);
        voices.remove(cluster);
        deadlines.clear(cluster);
        changes.gone(cluster);
    }

    /** What a member says that does not speak for its cluster changes nothing that is shown. */
    private void choose(String cluster, Map<String, Member> members) {
        Voice voice = new Voice(cluster, Speaker.among(members.values()).orElseThrow());
        if (voice.equals(voices.put(cluster, voice))) {
            return;
        }
        changes.changed(cluster);
        voice.member()
                .told()
                .ifPresentOrElse(
                        told -> deadlines.set(cluster, told.at() + patience),
                        () -> deadlines.clear(cluster));
    }

    /** Every cluster as it is at this moment, by id. */
    public List<ClusterLag> snapshot(long nanos) {
        List<Voice> all;
        synchronized (lock) {
            all = List.copyOf(voices.values());
        }
        return drawn(all, nanos);
    }

    /**
     * What has changed since a version, by what agents said or by their silence alone: a cluster
     * that becomes unknown is a change, that its lag grows is none. From 0 on that is every
     * cluster, and none that is gone.
     */
    public Changes changesSince(long version, long nanos) {
        long now;
        long newest;
        List<Voice> changed = new ArrayList<>();
        List<String> gone;
        synchronized (lock) {
            now = pull(nanos);
            newest = changes.version();
            for (String cluster : changes.changedSince(version)) {
                changed.add(Objects.requireNonNull(voices.get(cluster)));
            }
            gone = version == 0 ? List.of() : changes.goneSince(version);
        }
        changed.sort(Comparator.comparing(Voice::cluster));
        return new Changes(newest, drawn(changed, now), gone);
    }

    // Of two readers at once, the one with the earlier moment may come later. It is shown the later
    // moment: else it would be told of a change that it cannot see yet, and never again.
    private long pull(long nanos) {
        long now = newestPull.filter(newest -> newest - nanos > 0).orElse(nanos);
        newestPull = Optional.of(now);
        deadlines.passed(now).forEach(changes::changed);
        return now;
    }

    private List<ClusterLag> drawn(List<Voice> voices, long nanos) {
        return voices.stream().map(voice -> voice.at(nanos, patience)).toList();
    }
}
