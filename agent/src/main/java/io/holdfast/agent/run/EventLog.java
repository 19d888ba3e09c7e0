package io.holdfast.agent.run;

import io.holdfast.agent.capture.CaptureEvent;
import io.holdfast.agent.capture.CaptureListener;
import io.holdfast.agent.capture.LaneState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what happens to the capture, counts it, and asks for the backup that a gap calls for, and
 * for what a repository that is back may lack.
 */
final class EventLog implements CaptureListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.agent.capture");

    private final MeterRegistry meters;
    private final Consumer<String> askForBackup;
    private final Runnable askToFill;

    EventLog(MeterRegistry meters, Consumer<String> askForBackup, Runnable askToFill) {
        this.meters = meters;
        this.askForBackup = askForBackup;
        this.askToFill = askToFill;
    }

    @Override
    public void happened(CaptureEvent event) {
        meters.counter("holdfast.capture.events", "event", event.getClass().getSimpleName())
                .increment();
        say(event);
        if (event instanceof CaptureEvent.GapFound gap) {
            askForBackup.accept("WAL from " + gap.start() + " to " + gap.end() + " is lost");
        }
        if (mayLackBackups(event)) {
            askToFill.run();
        }
    }

    /** A repository that was away is back, or one fails, perhaps while a backup is made. */
    private static boolean mayLackBackups(CaptureEvent event) {
        return event instanceof CaptureEvent.LaneFailed
                || event instanceof CaptureEvent.LaneRecovered
                || (event instanceof CaptureEvent.LaneChanged lane
                        && lane.to() == LaneState.COUNTED);
    }

    private static void say(CaptureEvent event) {
        switch (event) {
            case CaptureEvent.EpochTaken e ->
                    LOG.info(
                            "capturing in epoch {} on timeline {} from {} ({})",
                            e.epoch().epoch(),
                            e.epoch().timeline(),
                            e.epoch().start(),
                            e.epoch().reason());
            case CaptureEvent.GapFound e ->
                    LOG.error(
                            "WAL from {} to {} on timeline {} is lost: {}; a full backup follows",
                            e.start(),
                            e.end(),
                            e.timeline(),
                            e.reason());
            case CaptureEvent.TimelineSwitched e ->
                    LOG.info("timeline {} goes on as {} at {}", e.from(), e.to(), e.at());
            case CaptureEvent.LaneChanged e ->
                    LOG.info("repository {} was {} and is {}", e.repository(), e.from(), e.to());
            case CaptureEvent.LaneFailed e ->
                    LOG.warn(
                            "repository {} cannot be written: {}",
                            e.repository(),
                            e.failure().advice());
            case CaptureEvent.LaneRecovered e ->
                    LOG.info("repository {} is written again", e.repository());
            case CaptureEvent.SessionFailed e ->
                    LOG.warn("capture is interrupted: {}", e.failure().advice());
            case CaptureEvent.ForkPossible e ->
                    LOG.error(
                            "epoch {} acknowledges nothing: an older writer may still reach the"
                                    + " repositories that were not sealed; make them reachable",
                            e.epoch());
            case CaptureEvent.RepositoryLeftOut e ->
                    LOG.warn(
                            "epoch {} follows on WAL that was written into repository {}, which is"
                                    + " not configured any more: what only that one holds is not"
                                    + " looked at",
                            e.epoch(),
                            e.repository());
            case CaptureEvent.SlotCreated e ->
                    LOG.info(
                            "created replication slot {}{}",
                            e.slot(),
                            e.wasLost() ? ", whose predecessor had lost its WAL" : "");
            case CaptureEvent.SlotPressure e ->
                    LOG.warn(
                            "the slot retains {} of {} bytes: {}",
                            e.retainedBytes(),
                            e.limitBytes(),
                            e.consequence());
            case CaptureEvent.CommitsWait e ->
                    LOG.warn(
                            "synchronous_standby_names ({}) includes {}: commits wait until the"
                                    + " repositories hold them, and under synchronous_commit ="
                                    + " remote_apply for ever; name the standbys one by one to"
                                    + " leave the agent out",
                            e.standbyNames(),
                            e.applicationName());
            case CaptureEvent.SlotNearlyLost e ->
                    LOG.warn(
                            "the server is about to give up replication slot {} ({}): it retains {}"
                                    + " bytes of WAL and may retain {} more{}. Find out what holds"
                                    + " the repositories up, or raise max_slot_wal_keep_size: when"
                                    + " the slot is lost, WAL is, and a full backup follows.",
                            e.slot(),
                            e.walStatus(),
                            e.retainedBytes(),
                            e.safeBytes(),
                            e.timeLeft()
                                    .map(
                                            left ->
                                                    ", reached in "
                                                            + left.toSeconds()
                                                            + " s as it goes")
                                    .orElse(""));
            case CaptureEvent.SlotIdle e ->
                    LOG.warn(
                            "the server is about to give up replication slot {}, which nobody has"
                                    + " used for {} s: idle_replication_slot_timeout is {} s. Find"
                                    + " out what keeps WAL from being captured, or set it to 0: when"
                                    + " the slot is lost, WAL is, and a full backup follows.",
                            e.slot(),
                            e.idle().toSeconds(),
                            e.limit().toSeconds());
            case CaptureEvent.SlotGivenUp e ->
                    LOG.error(
                            "gave up replication slot {} with {} bytes of WAL, so that the primary"
                                    + " keeps running",
                            e.slot(),
                            e.retainedBytes());
        }
    }
}
