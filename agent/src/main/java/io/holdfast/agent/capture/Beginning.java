package io.holdfast.agent.capture;

import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.agent.replication.WalEvent;
import io.holdfast.agent.replication.WalStream;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.wal.GapRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way into a session: stream from where the repositories end, compare, seal what was written
 * before, compare what came in meanwhile, take the epoch. Nothing is changed anywhere before the
 * first comparison has succeeded.
 */
final class Beginning {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReplicationConnection replication;
    private final ServerFacts server;
    private final ReplicationSlot slot;
    private final Survey survey;
    private final Identity identity;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Takeover takeover;
    private Optional<PendingWal> pending = Optional.empty();
    private boolean timelineEnded;

    /**
     * Who begins.
     *
     * @param isSlotKnown whether the slot was there before, so that no predecessor on it is left
     * @param configured how many repositories there are
     * @param repositories the ids of those that are known
     */
    record Identity(
            UUID writer,
            String instance,
            String clusterId,
            boolean isSlotKnown,
            AckRule rule,
            int configured,
            List<UUID> repositories) {}

    Beginning(
            ReplicationConnection replication,
            ServerFacts server,
            ReplicationSlot slot,
            Survey survey,
            Identity identity,
            Unwritable unwritable,
            InstantSource clock,
            LongSupplier nanos) {
        this.replication = replication;
        this.server = server;
        this.slot = slot;
        this.survey = survey;
        this.identity = identity;
        this.clock = clock;
        this.nanos = nanos;
        this.takeover = new Takeover(survey, identity.writer(), clock, unwritable);
    }

    /**
     * @param isWalGone whether the server was found not to have the WAL after the frontier
     */
    Begun begin(boolean isWalGone) {
        Optional<EpochRecord> parent = survey.newest();
        if (parent.isEmpty()) {
            return first();
        }
        SessionPlan plan = SessionPlan.make(server, slot, survey);
        Rivals.check(survey, server.forDecision(), parent.get(), identity.instance());
        if (!isWalGone) {
            return goOn(plan, parent.get());
        }
        return keepsAllAfterFrontier() ? afterBoundary(plan, parent.get()) : afterGap(parent.get());
    }

    // At a segment's very end the server owes nobody the segment before.
    private boolean keepsAllAfterFrontier() {
        Lsn frontier = survey.frontier().orElseThrow();
        Lsn kept = server.segmentSize().startOf(slot.restartLsn().orElseThrow());
        return server.segmentSize().isBoundary(frontier) && !kept.isAfter(frontier);
    }

    private Begun first() {
        if (!survey.failures().isEmpty()) {
            HoldfastException failure = survey.failures().values().iterator().next();
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "first-epoch-needs-all",
                    "the first epoch cannot be taken while repositories "
                            + survey.failures().keySet()
                            + " cannot be read: "
                            + failure.getMessage(),
                    "Make all configured repositories reachable, or take them out of the"
                            + " configuration.",
                    failure);
        }
        SessionPlan plan = SessionPlan.first(server, slot);
        WalStream stream = stream(plan.streamStart(), plan.timeline());
        return take(
                stream, plan.timeline(), plan.streamStart(), null, Reason.FIRST, Optional.empty());
    }

    private Begun afterGap(EpochRecord parent) {
        Lsn lostFrom = takeover.seal();
        Lsn kept = server.segmentSize().startOf(slot.restartLsn().orElseThrow());
        // a server made from a backup may lack the segment of the frontier, and have the next
        Lsn start = kept.isAfter(lostFrom) ? kept : server.segmentSize().endOf(lostFrom);
        TimelineId timeline = server.history().timelineAt(start);
        GapRecord gap =
                new GapRecord(lostFrom, start, parent.timeline(), whyLost(), clock.instant());
        WalStream stream = stream(start, timeline);
        EpochRecord.Parent continued =
                new EpochRecord.Parent(parent.epoch(), parent.timeline(), lostFrom);
        return take(stream, timeline, start, continued, Reason.GAP, Optional.of(gap));
    }

    private String whyLost() {
        Set<UUID> unread = new TreeSet<>(takeover.predecessors().repositories());
        unread.removeAll(survey.reached());
        String why = "the server had removed this WAL before it was captured";
        return unread.isEmpty()
                ? why
                : why + "; it may be in repositories that could not be read: " + unread;
    }

    private Begun goOn(SessionPlan plan, EpochRecord parent) {
        WalStream stream = stream(plan.streamStart(), plan.timeline());
        WalComparison comparison = plan.comparison().orElseThrow();
        compare(stream, comparison);
        return goOn(plan, parent, stream, comparison.position());
    }

    // What comes next must be chained to the last record that is held.
    private Begun afterBoundary(SessionPlan plan, EpochRecord parent) {
        Lsn frontier = survey.frontier().orElseThrow();
        WalStream stream = stream(frontier, plan.timeline());
        long deadline = nanos.getAsLong() + PATIENCE.toNanos();
        while (server.flushed().isAfter(frontier) && pending.isEmpty() && !timelineEnded) {
            receive(stream);
            if (nanos.getAsLong() - deadline > 0) {
                throw WalComparison.refused("the server sends no WAL after " + frontier);
            }
        }
        pending.ifPresent(
                wal ->
                        plan.comparison()
                                .orElseThrow()
                                .checkChain(
                                        server.segmentSize(),
                                        wal.bytes(),
                                        wal.offset(),
                                        wal.length()));
        return goOn(plan, parent, stream, frontier);
    }

    private Begun goOn(SessionPlan plan, EpochRecord parent, WalStream stream, Lsn compared) {
        Lsn start = takeover.seal();
        if (compared.isBefore(start)) {
            compareMore(stream, parent, compared, start);
        }
        EpochRecord.Parent continued =
                new EpochRecord.Parent(parent.epoch(), parent.timeline(), start);
        if (plan.follow().isEmpty()) {
            return take(
                    stream, plan.timeline(), start, continued, Reason.CONTINUE, Optional.empty());
        }
        awaitEndOfTimeline(stream);
        TimelineId next = plan.follow().get();
        return take(stream(start, next), next, start, continued, Reason.FOLLOW, Optional.empty());
    }

    /** What another writer put between the survey and the seals is compared too. */
    private void compareMore(WalStream stream, EpochRecord parent, Lsn from, Lsn to) {
        Branch branch = Branch.to(survey.epochs(), parent.epoch());
        HeldBranch held = HeldBranch.of(survey, branch, from);
        compare(stream, new WalComparison(held, from, from, to));
    }

    private void compare(WalStream stream, WalComparison comparison) {
        long deadline = nanos.getAsLong() + PATIENCE.toNanos();
        Lsn before = comparison.position();
        while (!comparison.isDone()) {
            if (pending.isEmpty()) {
                receive(stream);
            }
            pending = pending.map(wal -> feed(comparison, wal)).filter(wal -> wal.length() > 0);
            if (comparison.position().isAfter(before)) {
                before = comparison.position();
                deadline = nanos.getAsLong() + PATIENCE.toNanos();
            }
            if (timelineEnded && pending.isEmpty() && !comparison.isDone()) {
                throw WalComparison.refused(
                        "the server's timeline ends at "
                                + comparison.position()
                                + ", before the repository's");
            }
            if (nanos.getAsLong() - deadline > 0) {
                throw WalComparison.refused(
                        "the server sends no WAL after "
                                + comparison.position()
                                + ", which the repositories hold");
            }
        }
    }

    private static PendingWal feed(WalComparison comparison, PendingWal wal) {
        return wal.after(comparison.feed(wal.bytes(), wal.offset(), wal.length()));
    }

    private void receive(WalStream stream) {
        switch (stream.poll(POLL).orElse(null)) {
            case null -> stream.sendStatus(Lsn.ZERO, Lsn.ZERO, false);
            case WalEvent.Data data -> pending = Optional.of(PendingWal.of(data));
            case WalEvent.Keepalive keepalive -> stream.sendStatus(Lsn.ZERO, Lsn.ZERO, false);
            case WalEvent.EndOfTimeline end -> timelineEnded = true;
            case WalEvent.ServerClosed closed ->
                    throw new HoldfastException(
                            ErrorCategory.TRANSIENT,
                            "postgres-shut-down",
                            "the server shut down while capture began",
                            "Start the server; capture begins again by itself.");
        }
    }

    private void awaitEndOfTimeline(WalStream stream) {
        long deadline = nanos.getAsLong() + PATIENCE.toNanos();
        while (!timelineEnded) {
            if (pending.isPresent() || nanos.getAsLong() - deadline > 0) {
                throw WalComparison.refused("the server's timeline does not end where it says");
            }
            receive(stream);
        }
    }

    private WalStream stream(Lsn start, TimelineId timeline) {
        return replication.startReplication(Optional.of(slot.name()), start, timeline);
    }

    private boolean mayAcknowledge() {
        Predecessors others =
                takeover.predecessors().without(identity.instance(), identity.isSlotKnown());
        // the epoch is put wherever everything is sealed, or the taking fails as a whole
        Set<UUID> sealed = Set.copyOf(takeover.takenIn());
        return others.all().isEmpty()
                || (sealed.size() >= identity.rule().requiredForTakeover(identity.configured())
                        && others.areFenced(sealed));
    }

    private Begun take(
            WalStream stream,
            TimelineId timeline,
            Lsn start,
            EpochRecord.@Nullable Parent parent,
            Reason reason,
            Optional<GapRecord> gap) {
        EpochRecord epoch =
                new EpochRecord(
                        takeover.nextEpoch(),
                        identity.writer(),
                        identity.instance(),
                        identity.clusterId(),
                        server.systemIdentifier().toString(),
                        server.major(),
                        server.segmentSize().bytes(),
                        timeline,
                        start,
                        parent,
                        reason,
                        clock.instant(),
                        takeover.closes(parent == null ? null : parent.epoch()),
                        identity.repositories(),
                        takeover.takenIn(),
                        identity.rule().durability().toString(),
                        mayAcknowledge());
        if (parent != null) {
            // what came in meanwhile counts as well
            EpochRecord continued = survey.newest().orElseThrow();
            Rivals.check(survey, server.forDecision(), continued, identity.instance());
        }
        takeover.take(new EpochOpening(epoch, server.histories(), gap));
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>(survey.epochs());
        epochs.put(epoch.epoch(), epoch);
        return new Begun(stream, Branch.to(epochs, epoch.epoch()), gap, pending);
    }
}
