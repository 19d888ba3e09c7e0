package io.holdfast.cli.demo;

import io.holdfast.cli.demo.bank.Violation;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as people read it. */
final class ReportText {
    private final DemoReport report;

    ReportText(DemoReport report) {
        this.report = report;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(table().lines());
        lines.add("");
        report.violations().forEach(v -> lines.add("BROKEN: " + v.kind() + ": " + v.detail()));
        if (!report.acknowledgedWalKept()) {
            lines.add("BROKEN: PostgreSQL was told that WAL is safe which a repository lacks");
        }
        lines.add(
                report.promisesHeld()
                        ? "Every promise held. Run it again: holdfast demo --once --seed "
                                + report.seed()
                        : "A PROMISE WAS BROKEN. Please report this with seed " + report.seed());
        return lines;
    }

    private Table table() {
        var transactions = report.transactions();
        Table table = new Table("PostgreSQL " + report.postgresVersion(), ">", "");
        row(
                table,
                "Transfers acknowledged",
                number(transactions.acknowledged()),
                "by the database, until kill -9");
        row(table, "  promised by the repository", number(transactions.promised()), missing());
        row(table, "  recovered", number(transactions.recovered()), extra());
        row(
                table,
                "  lost",
                number(transactions.lost()),
                loss());
        row(
                table,
                "Bank",
                report.invariantsHold() ? "in order" : "BROKEN",
                "total, balances, ledger, no holes, nothing invented");
        report.lagMillis()
                .repositories()
                .forEach(
                        (name, lag) ->
                                row(
                                        table,
                                        "Lag of " + name,
                                        lag.p50() + " ms",
                                        "half of the time; 99 %: " + lag.p99() + " ms"));
        row(
                table,
                "Full backup",
                Human.duration(report.backup().seconds()),
                Human.bytes(report.backup().plainBytes())
                        + ", stored encrypted in "
                        + Human.bytes(report.backup().storedBytes()));
        row(
                table,
                "WAL captured",
                Human.bytes(report.wal().capturedBytes()),
                "while the bank worked");
        row(
                table,
                "Restore",
                Human.duration(report.restore().seconds()),
                "from " + report.restore().repository() + ", until it took writes again");
        return table;
    }

    private static void row(Table table, String what, String value, String more) {
        table.row(what, value, more);
    }

    private String missing() {
        return report.violations().stream()
                        .anyMatch(
                                v ->
                                        v.kind()
                                                == io.holdfast.cli.demo.bank.Violation.Kind
                                                        .PROMISED_MISSING)
                ? "SOME ARE MISSING"
                : "0 of them missing";
    }

    private String loss() {
        return report.transactions().lost() == 0
                ? "the agent held the newest one already"
                : "the newest recovered one is "
                        + Human.duration(report.lossSeconds())
                        + " older than the kill";
    }

    private String extra() {
        int more = report.transactions().unacknowledgedRecovered();
        return more == 0 ? "" : more + " of them were committed and not yet answered";
    }

    private static String number(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
