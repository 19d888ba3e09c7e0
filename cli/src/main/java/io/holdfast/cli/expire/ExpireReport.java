package io.holdfast.cli.expire;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Table;
import io.holdfast.repository.expire.Freed;
import io.holdfast.repository.expire.RetentionPlan;
import io.holdfast.repository.expire.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What goes and what stays of one repository, and why.
 *
 * @param freed empty for a dry run
 */
record ExpireReport(String repository, RetentionPlan plan, Optional<Freed> freed) {

    Map<String, Object> json() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("repository", repository);
        List<Map<String, Object>> backups = new ArrayList<>();
        for (Verdict verdict : plan.verdicts()) {
            Map<String, Object> backup = new LinkedHashMap<>();
            backup.put("id", verdict.id());
            backup.put("decision", verdict.decision());
            backup.put("why", verdict.why());
            backup.put("storedBytes", verdict.storedBytes());
            backups.add(backup);
        }
        answer.put("backups", backups);
        answer.put("walObjects", plan.walObjects());
        answer.put("walBytes", plan.walBytes());
        answer.put("keptWalBytes", plan.keptWalBytes());
        freed.ifPresent(f -> answer.put("freed", f));
        return answer;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Repository " + repository);
        Table table = new Table("BACKUP", "DECISION", ">STORED", "WHY");
        for (Verdict verdict : plan.verdicts()) {
            table.row(
                    verdict.id(),
                    switch (verdict.decision()) {
                        case KEEP -> "keep";
                        case REMOVE -> "remove";
                        case ABANDON -> "give up";
                        case SWEEP -> "sweep";
                    },
                    Human.bytes(verdict.storedBytes()),
                    verdict.why());
        }
        lines.addAll(table.lines());
        lines.add(
                "WAL: %d objects (%s) that no kept point needs; %s stay"
                        .formatted(
                                plan.walObjects(),
                                Human.bytes(plan.walBytes()),
                                Human.bytes(plan.keptWalBytes())));
        lines.add(freed.map(ExpireReport::done).orElse("Nothing was changed: this is a dry run."));
        freed.ifPresent(
                f -> f.spared().forEach((id, why) -> lines.add("Not removed: " + id + ", " + why)));
        return lines;
    }

    private static String done(Freed freed) {
        return "Removed %d backups; freed %s of backups and %s of WAL%s."
                .formatted(
                        freed.removed().size(),
                        Human.bytes(freed.packBytes()),
                        Human.bytes(freed.walBytes()),
                        freed.isComplete() ? "" : ". The limit was reached: run it again");
    }
}
