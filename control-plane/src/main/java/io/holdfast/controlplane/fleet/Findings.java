package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.fleet.Finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the settings of a PostgreSQL, and the clock of its host, mean for its recovery. Pure. A
 * setting that was not told of is not judged. What each does is said by PostgreSQL's documentation,
 * "Write Ahead Log" and "Replication".
 */
final class Findings {
    private static final Duration MOST_SKEW = Duration.ofSeconds(5);

    private final Map<String, String> settings;
    private final List<Finding> found = new ArrayList<>();

    private Findings(Map<String, String> settings) {
        this.settings = settings;
    }

    static List<Finding> of(Map<String, String> settings, Duration clockAhead) {
        Findings findings = new Findings(settings);
        findings.durability();
        findings.capture();
        findings.clock(clockAhead);
        return List.copyOf(findings.found);
    }

    private void durability() {
        if (is("fsync", "off")) {
            add(
                    "fsync-off",
                    Severity.CRITICAL,
                    "fsync is off: a crash of the host may leave a database that is not whole, and"
                            + " backups of it",
                    "Set fsync to on.");
        }
        if (is("full_page_writes", "off")) {
            add(
                    "full-page-writes-off",
                    Severity.CRITICAL,
                    "full_page_writes is off: a page that is torn while it is backed up cannot be"
                            + " repaired",
                    "Set full_page_writes to on, and make a full backup.");
        }
        if (is("data_checksums", "off")) {
            add(
                    "data-checksums-off",
                    Severity.ADVICE,
                    "data checksums are off: damage on the disk is copied into backups without a"
                            + " word",
                    "Switch them on with pg_checksums while the server is stopped, or when the"
                            + " cluster is made anew.");
        }
    }

    private void capture() {
        if (is("wal_level", "minimal")) {
            add(
                    "wal-level-minimal",
                    Severity.CRITICAL,
                    "wal_level is minimal: the WAL does not hold enough to restore from",
                    "Set wal_level to replica, restart the server, and make a full backup.");
        }
        if (is("archive_mode", "on") || is("archive_mode", "always")) {
            add(
                    "archive-mode-on",
                    Severity.ADVICE,
                    "archive_mode is "
                            + settings.get("archive_mode")
                            + ": something else archives WAL, and can fill the disk when it fails",
                    "Leave it on only if another tool needs it: Holdfast does not.");
        }
        if (is("max_slot_wal_keep_size", "-1")) {
            add(
                    "slot-without-limit",
                    Severity.WARNING,
                    "max_slot_wal_keep_size is -1: a slot that nobody reads fills the primary's"
                            + " disk",
                    "Set it to what the disk can spare; the agent's own limit counts only while it"
                            + " runs.");
        }
        if (isPositive("idle_replication_slot_timeout")) {
            add(
                    "slot-idle-timeout",
                    Severity.WARNING,
                    "idle_replication_slot_timeout is "
                            + settings.get("idle_replication_slot_timeout")
                            + ": while the agent is away that long, its slot is lost and WAL with"
                            + " it",
                    "Set it to 0, and limit the slot by max_slot_wal_keep_size.");
        }
    }

    private void clock(Duration ahead) {
        if (ahead.abs().compareTo(MOST_SKEW) > 0) {
            add(
                    "clock-skew",
                    Severity.WARNING,
                    "its clock is %s s %s the control plane's: times of backups and of recovery"
                                    .formatted(
                                            ahead.abs().toSeconds(),
                                            ahead.isNegative() ? "behind" : "ahead of")
                            + " targets are off by as much",
                    "Let the hosts of both keep time by NTP.");
        }
    }

    private boolean is(String name, String value) {
        return value.equals(settings.get(name));
    }

    // as SHOW writes it: 0 for never, else a number and a unit
    private boolean isPositive(String name) {
        String value = settings.get(name);
        return value != null && !value.equals("0");
    }

    private void add(String code, Severity severity, String message, String hint) {
        found.add(new Finding(code, severity, message, hint));
    }
}
