package io.holdfast.cli.restore;

import io.holdfast.agent.restore.RestorePlan;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator is told of a restore, in the order in which it happens. */
final class RestoreStory {
    private final Output output;
    private final RestorePlan plan;
    private final Map<String, Object> outcome = new LinkedHashMap<>();
    private final List<String> last = new ArrayList<>();
    private volatile boolean hasEnded;
    private volatile @Nullable Progress bars;

    RestoreStory(Output output, RestorePlan plan) {
        this.output = output;
        this.plan = plan;
    }

    void planOnly() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("plan", json());
        output.result(
                answer,
                () -> {
                    plan();
                    output.line("Nothing was written: this was a dry run.");
                });
    }

    void plan() {
        BackupManifest backup = plan.resolution().backup();
        output.line("The plan, from repository " + plan.request().repository().name() + ":");
        output.line(
                "  backup %s, ended %s, %s in %d files"
                        .formatted(
                                backup.id(),
                                Human.time(backup.stoppedAt()),
                                Human.bytes(plan.files().survey().plainBytes()),
                                plan.files().survey().files()));
        output.line(
                "  WAL from %s to %s: %s to replay"
                        .formatted(
                                backup.wal().start(),
                                plan.stop().end(),
                                Human.bytes(plan.stop().end().minus(backup.wal().start()))));
        plan.stop()
                .lastCommit()
                .ifPresent(at -> output.line("  newest transaction: " + Human.time(at)));
        plan.describe().forEach(line -> output.line("  " + line));
    }

    /** The files are there, and WAL is served. */
    void start() {
        Path data = plan.files().dataDirectory();
        say("");
        say(
                "The files are in place. Now start PostgreSQL %d, in another terminal:"
                        .formatted(plan.resolution().backup().server().major()));
        say("");
        say("  pg_ctl -D '" + data + "' start");
        say("");
        if ("root".equals(System.getProperty("user.name"))) {
            say(
                    "PostgreSQL does not run as root. First: chown -R postgres: '%s' '%s'"
                            .formatted(data, plan.request().feeder().spool()));
        }
        say("Leave this command running: it hands WAL to PostgreSQL, and says when it is done.");
    }

    /** From here on what is told must not get into the way of the bars. */
    void during(Progress progress) {
        bars = progress;
    }

    void attention(String line) {
        say("Attention: " + line);
    }

    void paused(RecoveryVerdict.Reached reached) {
        say("Reached " + point(reached) + ". PostgreSQL is paused there, and readable.");
        say("Look whether this is the state that you want. If it is: select pg_promote();");
        say("Leave this command running until then.");
    }

    void promoted(RecoveryVerdict.Reached reached) {
        outcome.put("outcome", "promoted");
        reached.timeline().ifPresent(timeline -> outcome.put("timeline", timeline));
        reached.lastTransaction().ifPresent(at -> outcome.put("lastTransaction", at));
        last.add("Reached " + point(reached) + ", exactly as planned.");
        last.add(
                "PostgreSQL is open for writing, on timeline "
                        + reached.timeline().map(Object::toString).orElse("unknown")
                        + ". It archives nothing and is in no repository yet: point an agent at it.");
    }

    void leftPaused(RecoveryVerdict.Reached reached) {
        outcome.put("outcome", "stopped-at-target");
        last.add("Reached " + point(reached) + "; the server was stopped before it was promoted.");
    }

    /**
     * @param isProven the last position that was seen is the promised one
     */
    void shutDown(boolean isProven) {
        outcome.put("outcome", "shut-down");
        outcome.put("proven", isProven);
        last.add("PostgreSQL shut down in recovery, as asked for the target.");
        last.add(
                isProven
                        ? "It had replayed up to " + plan.stop().end() + ", exactly as planned."
                        : "It did not answer after its last record; its log says where it stopped.");
    }

    /**
     * @param damage what is wrong with objects in whose place others were read
     */
    void damaged(List<HoldfastException> damage) {
        if (damage.isEmpty()) {
            return;
        }
        outcome.put("damage", damage.stream().map(e -> String.valueOf(e.getMessage())).toList());
        last.add("Attention: the repository is damaged, and the WAL was read from other objects:");
        damage.forEach(e -> last.add("  " + e.getMessage()));
    }

    /** From here on an interruption interrupts nothing. */
    void ended() {
        hasEnded = true;
    }

    void result() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("plan", json());
        answer.putAll(outcome);
        output.result(answer, () -> last.forEach(output::line));
    }

    /** The process ends by a signal. */
    void interrupted() {
        if (hasEnded) {
            return;
        }
        output.errorLine(
                "Interrupted: the recovery was not seen to reach " + plan.stop().end() + ".");
        output.errorLine(
                "Without this command PostgreSQL gets no more WAL: within %s it stops by itself,"
                                .formatted(Human.duration(plan.request().feeder().staleAfter()))
                        + " and is not promoted.");
        output.errorLine(
                "What remains: stop the server, and restore into '%s' again with --delta."
                        .formatted(plan.files().dataDirectory()));
    }

    /** Also with JSON a person, or a program, must learn now what to do. */
    private void say(String line) {
        Progress shown = bars;
        if (output.json()) {
            output.errorLine(line);
        } else if (shown != null) {
            shown.note(line);
        } else {
            output.line(line);
        }
    }

    private static String point(RecoveryVerdict.Reached reached) {
        return reached.stop().end()
                + reached.lastTransaction()
                        .map(at -> ", the last transaction being of " + Human.time(at))
                        .orElse("");
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("repository", plan.request().repository().name());
        json.put("target", plan.request().target().toString());
        json.put("backup", plan.resolution().backup().id());
        json.put("explanation", plan.resolution().explanation());
        json.put("stop", plan.stop());
        json.put("dataDirectory", plan.files().dataDirectory());
        json.put("spool", plan.request().feeder().spool());
        json.put("files", plan.files().survey().files());
        json.put("plainBytes", plan.files().survey().plainBytes());
        plan.files().delta().ifPresent(delta -> json.put("delta", delta));
        json.put("steps", plan.describe());
        return json;
    }
}
