package io.holdfast.cli.verify;

import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.Verdict;
import io.holdfast.agent.verify.trial.TrialProof;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.error.HoldfastException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what was found, in words and in JSON. */
final class VerifyReport {
    private final Level upTo;
    private final List<RepositoryVerification> repositories;

    /**
     * @param upTo the level that was asked for
     */
    VerifyReport(Level upTo, List<RepositoryVerification> repositories) {
        this.upTo = upTo;
        this.repositories = repositories;
    }

    /** Damage before all else; then the first that could not be checked. */
    ExitCode exitCode() {
        boolean isDamaged =
                backups().anyMatch(backup -> backup.verdict() instanceof Verdict.Damaged);
        return isDamaged
                ? ExitCode.INTEGRITY
                : Stream.concat(
                                repositories.stream().flatMap(r -> r.unreadable().stream()),
                                backups().flatMap(backup -> notChecked(backup).stream()))
                        .findFirst()
                        .map(reason -> ExitCode.of(reason.category()))
                        .orElse(ExitCode.OK);
    }

    private Stream<BackupVerification> backups() {
        return repositories.stream().flatMap(repository -> repository.backups().stream());
    }

    private static List<HoldfastException> notChecked(BackupVerification backup) {
        return backup.verdict() instanceof Verdict.NotChecked not
                ? List.of(not.reason())
                : List.of();
    }

    void print(Output output) {
        Table table =
                new Table(
                        "REPOSITORY", "BACKUP", "PASSED", ">OBJECTS", ">BYTES", ">TOOK", "PROBLEM");
        for (RepositoryVerification repository : repositories) {
            for (BackupVerification backup : repository.backups()) {
                table.row(
                        repository.repository(),
                        backup.id(),
                        passed(backup),
                        backup.objects(),
                        Human.bytes(backup.bytes()),
                        Human.duration(backup.took()),
                        problem(backup.verdict()));
            }
        }
        table.lines().forEach(output::line);
        repositories.forEach(repository -> explain(output, repository));
        output.line("");
        output.line("Not shown by level " + word(upTo) + ": " + upTo.notShown());
    }

    private static String passed(BackupVerification backup) {
        return backup.passed().isEmpty()
                ? "nothing"
                : backup.passed().stream()
                        .map(VerifyReport::word)
                        .collect(Collectors.joining(", "));
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static String problem(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed passed -> "";
            case Verdict.Damaged damaged -> missed(damaged.at());
            case Verdict.NotChecked not -> "could not be checked";
            case Verdict.Expired expired -> "expired";
        };
    }

    private static String missed(Level level) {
        return switch (level) {
            case STORED -> "not stored";
            case INTACT -> "not intact";
            case STARTS -> "does not start";
            case REPLAYS -> "does not replay";
        };
    }

    private static void explain(Output output, RepositoryVerification repository) {
        String where = "repository " + repository.repository();
        repository
                .unreadable()
                .ifPresent(reason -> tell(output, where + " could not be checked", reason));
        for (BackupVerification backup : repository.backups()) {
            String what = "backup " + backup.id() + " in " + where;
            backup.trial().ifPresent(proof -> tell(output, what, proof));
            switch (backup.verdict()) {
                case Verdict.Damaged damaged -> {
                    String how = damaged.at().startsServer() ? missed(damaged.at()) : "is damaged";
                    tell(output, what + " " + how, damaged.problem().reason());
                    output.line("  kept as it is: " + damaged.problem().object());
                }
                case Verdict.NotChecked not ->
                        tell(output, what + " could not be checked", not.reason());
                case Verdict.Passed passed -> {}
                case Verdict.Expired expired -> {}
            }
        }
    }

    private static void tell(Output output, String what, TrialProof proof) {
        output.line("");
        output.line(
                "%s: PostgreSQL stands at %s on timeline %s, as promised%s"
                        .formatted(
                                what,
                                proof.reached(),
                                proof.timeline(),
                                proof.lastTransaction()
                                        .map(at -> "; its last transaction is of " + Human.time(at))
                                        .orElse("")));
        output.line(
                "  %s restored, %s of WAL replayed, %d databases with %d relations listed, %d"
                                .formatted(
                                        Human.bytes(proof.restoredBytes()),
                                        Human.bytes(proof.replayedBytes()),
                                        proof.databases(),
                                        proof.relations(),
                                        proof.indexes())
                        + " indexes checked");
        proof.leftOut().forEach(left -> output.line("  left out: " + left));
    }

    private static void tell(Output output, String what, HoldfastException reason) {
        output.line("");
        output.line(what + ": " + reason.getMessage());
        output.line("  " + reason.hint());
    }

    Map<String, Object> json() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("level", upTo);
        answer.put("notShown", upTo.notShown());
        answer.put("repositories", repositories.stream().map(VerifyReport::json).toList());
        return answer;
    }

    private static Map<String, Object> json(RepositoryVerification repository) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("repository", repository.repository());
        repository.unreadable().ifPresent(reason -> answer.put("error", error(reason)));
        answer.put("backups", repository.backups().stream().map(VerifyReport::json).toList());
        return answer;
    }

    private static Map<String, Object> json(BackupVerification backup) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("backup", backup.id());
        answer.put("passed", backup.passed());
        answer.put("frontier", backup.frontier());
        answer.put("objects", backup.objects());
        answer.put("bytes", backup.bytes());
        answer.put("tookSeconds", backup.took());
        backup.trial().ifPresent(proof -> answer.put("server", proof));
        switch (backup.verdict()) {
            case Verdict.Passed passed -> answer.put("verdict", "passed");
            case Verdict.Expired expired -> answer.put("verdict", "expired");
            case Verdict.Damaged damaged -> {
                answer.put("verdict", "damaged");
                answer.put("at", damaged.at());
                answer.put("object", damaged.problem().object());
                answer.put("error", error(damaged.problem().reason()));
            }
            case Verdict.NotChecked not -> {
                answer.put("verdict", "not-checked");
                answer.put("at", not.at());
                answer.put("error", error(not.reason()));
            }
        }
        return answer;
    }

    private static Map<String, Object> error(HoldfastException reason) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", reason.code());
        error.put("category", reason.category());
        error.put("message", String.valueOf(reason.getMessage()));
        error.put("hint", reason.hint());
        return error;
    }
}
