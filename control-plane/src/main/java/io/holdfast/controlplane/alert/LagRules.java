package io.holdfast.controlplane.alert;

import io.holdfast.controlplane.lag.ClusterLag;
import io.holdfast.controlplane.lag.Disaster;
import io.holdfast.controlplane.lag.DisasterLoss;
import io.holdfast.controlplane.lag.Failure;
import io.holdfast.controlplane.lag.LinkState;
import io.holdfast.controlplane.lag.LossState;
import io.holdfast.controlplane.lag.RepositoryLag;
import io.holdfast.controlplane.lag.RepositoryLagNow;
import io.holdfast.controlplane.lag.RepositoryState;
import io.holdfast.controlplane.lag.SlotReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the picture of the lag gives reason to tell. Of a cluster that is not heard, only that. */
public final class LagRules {
    public static final String BREACHED = "objective-breached";
    public static final String AT_RISK = "objective-at-risk";
    public static final String NOTHING_LEFT = "nothing-left";
    public static final String CAPTURE_STOPPED = "capture-stopped";
    public static final String REPOSITORY_AWAY = "repository-away";
    public static final String SLOT_FILLING = "slot-filling";
    public static final String AGENT_UNKNOWN = "agent-unknown";

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private LagRules() {}

    /**
     * Judges one cluster.
     *
     * @param objectives the most that may be lost, of the disasters for which something is promised
     */
    public static void judge(
            ClusterLag lag, Map<Disaster, Duration> objectives, Judgement judgement) {
        judgement.looked(lag.cluster(), AGENT_UNKNOWN);
        if (lag.link() != LinkState.LIVE) {
            unknown(lag, judgement);
            return;
        }
        judgement.looked(
                lag.cluster(),
                CAPTURE_STOPPED,
                REPOSITORY_AWAY,
                SLOT_FILLING,
                NOTHING_LEFT,
                AT_RISK,
                BREACHED);
        lag.failure().ifPresent(why -> judgement.add(stopped(lag, why)));
        lag.repositories().forEach(one -> repository(lag, one, judgement));
        lag.slot().flatMap(slot -> slot(lag, slot)).ifPresent(judgement::add);
        for (DisasterLoss loss : lag.losses()) {
            Optional.ofNullable(objectives.get(loss.disaster()))
                    .ifPresent(objective -> loss(lag, loss, objective).forEach(judgement::add));
        }
    }

    private static void unknown(ClusterLag lag, Judgement judgement) {
        lag.silence()
                .ifPresent(
                        silence ->
                                judgement.add(
                                        new Condition(
                                                new AlertKey(AGENT_UNKNOWN, lag.cluster(), ""),
                                                Severity.CRITICAL,
                                                "nothing is known of "
                                                        + lag.cluster()
                                                        + ": its agent is not heard",
                                                "Look at the agent, its host, and the way from"
                                                        + " there to the control plane; the"
                                                        + " database may be well.",
                                                Duration.ofSeconds(30))));
    }

    private static Condition stopped(ClusterLag lag, Failure why) {
        return new Condition(
                new AlertKey(CAPTURE_STOPPED, lag.cluster(), ""),
                Severity.CRITICAL,
                "the WAL of " + lag.cluster() + " is not captured: " + why.message(),
                why.hint(),
                Duration.ofSeconds(30));
    }

    private static void repository(
            ClusterLag lag, RepositoryLagNow repository, Judgement judgement) {
        Optional<RepositoryState> state = repository.reported().map(RepositoryLag::state);
        boolean isLost = state.filter(s -> s == RepositoryState.LOST).isPresent();
        boolean isAway = state.filter(s -> s == RepositoryState.SUSPENDED).isPresent();
        if (isLost || isAway) {
            Optional<Failure> why = repository.reported().flatMap(RepositoryLag::failure);
            judgement.add(
                    new Condition(
                            new AlertKey(REPOSITORY_AWAY, lag.cluster(), repository.repository()),
                            isLost ? Severity.CRITICAL : Severity.WARNING,
                            "repository "
                                    + repository.repository()
                                    + " takes no WAL of "
                                    + lag.cluster()
                                    + why.map(failure -> ": " + failure.message()).orElse(""),
                            why.map(Failure::hint)
                                    .orElse("'holdfast agent status' on its host says why."),
                            LONG));
        }
    }

    private static Optional<Condition> slot(ClusterLag lag, SlotReport slot) {
        Optional<Duration> left = slot.timeLeft().filter(time -> time.compareTo(DAY) < 0);
        boolean isHalfFull = slot.limitBytes() > 0 && slot.retainedBytes() > slot.limitBytes() / 2;
        if (left.isEmpty() && !isHalfFull) {
            return Optional.empty();
        }
        boolean isUrgent = left.filter(time -> time.compareTo(HOUR) < 0).isPresent();
        return Optional.of(
                new Condition(
                        new AlertKey(SLOT_FILLING, lag.cluster(), slot.name()),
                        isUrgent ? Severity.CRITICAL : Severity.WARNING,
                        "the slot of "
                                + lag.cluster()
                                + " retains "
                                + megabytes(slot.retainedBytes())
                                + left.map(time -> ", and reaches its limit in " + text(time))
                                        .orElse(", more than half of what it may"),
                        "See why its repositories take no WAL; what happens at the limit"
                                + " capture.onPressure says.",
                        LONG));
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB of WAL";
    }

    private static List<Condition> loss(ClusterLag lag, DisasterLoss loss, Duration objective) {
        if (loss.state() == LossState.EVERYTHING) {
            String summary =
                    "nothing would be left of %s if %s were lost"
                            .formatted(lag.cluster(), disaster(loss.disaster()));
            return List.of(condition(lag, loss, NOTHING_LEFT, Severity.CRITICAL, summary, LONG));
        }
        Duration most = loss.loss().orElse(Duration.ZERO);
        String summary = sentence(lag, loss, objective);
        if (most.compareTo(objective) > 0) {
            return List.of(
                    condition(lag, loss, BREACHED, Severity.CRITICAL, summary, SHORT),
                    // who was told of the risk is not told that it is over
                    condition(lag, loss, AT_RISK, Severity.WARNING, summary, FOREVER));
        }
        return most.multipliedBy(2).compareTo(objective) > 0
                ? List.of(condition(lag, loss, AT_RISK, Severity.WARNING, summary, SHORT))
                : List.of();
    }

    private static String sentence(ClusterLag lag, DisasterLoss loss, Duration objective) {
        return "%s%s of %s would be lost with %s now, and %s may be"
                .formatted(
                        loss.state() == LossState.KNOWN ? "" : "at least ",
                        text(loss.loss().orElse(Duration.ZERO)),
                        lag.cluster(),
                        disaster(loss.disaster()),
                        text(objective));
    }

    private static Condition condition(
            ClusterLag lag,
            DisasterLoss loss,
            String rule,
            Severity severity,
            String summary,
            Duration patience) {
        return new Condition(
                new AlertKey(rule, lag.cluster(), loss.disaster().name().toLowerCase(Locale.ROOT)),
                severity,
                summary,
                "'holdfast watch' shows which repositories are behind.",
                patience);
    }

    private static String disaster(Disaster disaster) {
        return switch (disaster) {
            case DATABASE -> "the database";
            case REGION -> "its region";
            case PROVIDER -> "its provider";
        };
    }

    /** In the two largest units. */
    static String text(Duration time) {
        if (time.compareTo(DAY) >= 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.compareTo(HOUR) >= 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toSeconds() >= 60
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
