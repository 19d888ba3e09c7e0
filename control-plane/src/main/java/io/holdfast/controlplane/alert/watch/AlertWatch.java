package io.holdfast.controlplane.alert.watch;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.AlertBook;
import io.holdfast.controlplane.alert.AlertKey;
import io.holdfast.controlplane.alert.Condition;
import io.holdfast.controlplane.alert.FleetRules;
import io.holdfast.controlplane.alert.Judgement;
import io.holdfast.controlplane.alert.LagRules;
import io.holdfast.controlplane.alert.Severity;
import io.holdfast.controlplane.alert.route.Routes;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.lag.ClusterLag;
import io.holdfast.controlplane.lag.LinkState;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges each second what is known, and has told what is news. Nothing of that waits for the
 * database: what it knows is read, and what is to be kept is written, on a thread of its own, when
 * it answers.
 *
 * <p>Of several control planes each judges the lag of the clusters that it hears, and one of them
 * what any could.
 */
public final class AlertWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.alert");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final int MOST_UNKEPT = 10_000;
    private static final String DATABASE_AWAY = "control-plane-database-away";

    /** All agents come back within that time of a restart. */
    private static final Duration PATIENCE_AFTER_START = Duration.ofMinutes(5);

    private final AlertRooms rooms;
    private final Routes routes;
    private final AlertStore store;
    private final AlertBook book = new AlertBook(() -> UUID.randomUUID().toString());
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();
    private final Deque<Alert> unkept = new ArrayDeque<>();
    private final List<Alert> resolved = new ArrayList<>();
    private final Set<String> mine = new HashSet<>();
    private final Thread watch;
    private final Thread refresh;
    private volatile Known known = Known.NOTHING;
    private volatile boolean isDatabaseAway;
    private volatile Instant judgedAt;

    private AlertWatch(AlertRooms rooms, Routes routes) {
        this.rooms = rooms;
        this.routes = routes;
        this.store = rooms.store();
        this.judgedAt = rooms.clock().instant();
        this.watch = Thread.ofVirtual().name("alerts").unstarted(this::watch);
        this.refresh = Thread.ofVirtual().name("alerts-database").unstarted(this::refresh);
    }

    /** Begins to judge. */
    public static AlertWatch start(AlertRooms rooms, Routes routes) {
        AlertWatch made = new AlertWatch(rooms, routes);
        made.watch.start();
        made.refresh.start();
        return made;
    }

    private void watch() {
        try {
            while (true) {
                try {
                    judge(rooms.clock().instant());
                } catch (RuntimeException e) {
                    // one that cannot be judged must not silence the others for good
                    LOG.error("alerts are not judged; report this", e);
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            LOG.debug("alerts are no longer judged");
        }
    }

    private synchronized void judge(Instant now) {
        Known seen = known;
        Judgement judgement = new Judgement();
        Set<String> judged = new HashSet<>();
        for (ClusterLag lag : rooms.picture().snapshot(rooms.nanos().getAsLong())) {
            if (isMine(lag, seen, now)) {
                judged.add(lag.cluster());
                LagRules.judge(lag, seen.objectives(lag.cluster()), judgement);
                neverHeard(lag, seen).ifPresent(judgement::add);
            }
        }
        if (seen.isLeader() && !isDatabaseAway) {
            for (Fleet.Cluster cluster : seen.clusters()) {
                judged.add(cluster.id());
                FleetRules.judge(cluster, seen.standing(cluster, now), now, judgement);
            }
        }
        judgement.looked("", DATABASE_AWAY);
        if (isDatabaseAway) {
            judgement.add(databaseAway());
        }
        release(judged);
        keep(book.judge(judgement, now));
        tell(seen, now);
        judgedAt = now;
    }

    private boolean isMine(ClusterLag lag, Known seen, Instant now) {
        if (lag.link() == LinkState.LIVE) {
            return true;
        }
        if (seen.isHeardElsewhere(lag, now)) {
            return false;
        }
        return lag.link() == LinkState.UNKNOWN || seen.isLeader();
    }

    private Optional<Condition> neverHeard(ClusterLag lag, Known seen) {
        if (lag.link() != LinkState.NEVER_HEARD) {
            return Optional.empty();
        }
        return seen.lastHeard(lag.cluster())
                .map(
                        at ->
                                new Condition(
                                        new AlertKey(LagRules.AGENT_UNKNOWN, lag.cluster(), ""),
                                        Severity.CRITICAL,
                                        "nothing is known of "
                                                + lag.cluster()
                                                + " since "
                                                + at
                                                + ": its agent is not heard",
                                        "Look at the agent, its host, and the way from there to"
                                                + " the control plane; the database may be well.",
                                        PATIENCE_AFTER_START));
    }

    private static Condition databaseAway() {
        return new Condition(
                new AlertKey(DATABASE_AWAY, "", ""),
                Severity.CRITICAL,
                "the control plane does not reach its own database",
                "What is shown is what was known, and nobody can change anything; agents go on"
                        + " by themselves.",
                Duration.ofSeconds(30));
    }

    // What another process judges now is its business, and its row in the database.
    private void release(Set<String> judged) {
        Set<String> gone = new HashSet<>(mine);
        gone.removeAll(judged);
        gone.forEach(book::release);
        mine.removeAll(gone);
        // those that are new are taken over when the database has said what is open of them
        mine.addAll(judged);
    }

    private void keep(List<Alert> news) {
        for (Alert alert : news) {
            boolean isOver = alert.state() == Alert.State.RESOLVED;
            LOG.warn(
                    "alert {} {}: {}",
                    alert.key(),
                    isOver ? "is resolved" : "fires",
                    alert.condition().summary());
            if (isOver) {
                resolved.add(alert);
            }
            later(alert);
        }
    }

    private void later(Alert alert) {
        if (unkept.size() >= MOST_UNKEPT) {
            unkept.removeFirst();
        }
        unkept.addLast(alert);
    }

    private void tell(Known seen, Instant now) {
        Map<String, Set<String>> news =
                routes.tell(
                        book.open(),
                        List.copyOf(resolved),
                        alert -> seen.isQuiet(alert.key().cluster(), now));
        resolved.clear();
        news.forEach(
                (id, by) -> {
                    told.computeIfAbsent(id, none -> new TreeSet<>()).addAll(by);
                    book.open().stream()
                            .filter(alert -> alert.id().equals(id))
                            .forEach(this::later);
                });
    }

    private void refresh() {
        try {
            while (true) {
                try {
                    read();
                    write();
                    isDatabaseAway = false;
                } catch (HoldfastException e) {
                    isDatabaseAway = true;
                    LOG.debug("alerts go on from memory", e);
                } catch (RuntimeException e) {
                    LOG.error("alerts go on from memory; report this", e);
                }
                Thread.sleep(REFRESH);
            }
        } catch (InterruptedException e) {
            LOG.debug("alerts are no longer kept");
        }
    }

    private void read() {
        boolean isLeader = rooms.lease().hold();
        Known next =
                new Known(
                        rooms.fleet().clusters(),
                        rooms.policies().inForce(rooms.database()),
                        rooms.runs().newest(),
                        rooms.windows().list(rooms.database()),
                        isLeader);
        List<String> all =
                new ArrayList<>(next.clusters().stream().map(Fleet.Cluster::id).toList());
        all.add("");
        List<AlertStore.Stored> open = store.open(all);
        synchronized (this) {
            open.forEach(this::take);
            known = next;
        }
    }

    // Opened by a process before this one, or by another one; or acknowledged there.
    private void take(AlertStore.Stored stored) {
        Alert alert = stored.alert();
        boolean isMine = mine.contains(alert.key().cluster()) || alert.key().cluster().isEmpty();
        if (!isMine || unkept.stream().anyMatch(later -> later.id().equals(alert.id()))) {
            return;
        }
        if (book.restore(alert)) {
            told.put(alert.id(), new TreeSet<>(stored.told()));
            routes.wereTold(alert.id(), stored.told(), alert.firedAt().orElse(alert.since()));
        }
        alert.acknowledgement().ifPresent(by -> book.acknowledge(alert.id(), by));
    }

    private void write() {
        while (true) {
            Alert alert;
            synchronized (this) {
                alert = unkept.peekFirst();
            }
            if (alert == null) {
                return;
            }
            store.put(alert, told.getOrDefault(alert.id(), Set.of()));
            synchronized (this) {
                unkept.remove(alert);
                if (alert.state() == Alert.State.RESOLVED) {
                    told.remove(alert.id());
                }
            }
        }
    }

    /** Those that are pending, firing or acknowledged here. */
    public synchronized List<Alert> open() {
        return book.open();
    }

    /** Somebody looks after an alert; it may be that of another process. */
    public synchronized void acknowledged(String id, Alert.Acknowledgement by) {
        book.acknowledge(id, by);
    }

    /** Whether nobody is told of a cluster's alerts now. */
    public boolean isQuiet(String cluster) {
        return known.isQuiet(cluster, rooms.clock().instant());
    }

    /** When all was judged last. */
    public Instant judgedAt() {
        return judgedAt;
    }

    @Override
    public void close() {
        watch.interrupt();
        refresh.interrupt();
        try {
            refresh.join(Duration.ofSeconds(1));
            rooms.lease().release();
        } catch (HoldfastException e) {
            LOG.debug("the lease ends by itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        routes.close();
    }
}
