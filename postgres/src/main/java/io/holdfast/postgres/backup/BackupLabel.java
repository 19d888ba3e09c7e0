package io.holdfast.postgres.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code backup_label} of a base backup. Its bytes are kept: a restore writes exactly what
 * PostgreSQL gave (T13). Without this file a restored cluster starts and is silently wrong.
 */
public final class BackupLabel {
    private static final Pattern START =
            Pattern.compile("([0-9A-F]+/[0-9A-F]+) \\(file ([0-9A-F]{24})\\)");

    private final Fields fields;
    private final byte[] raw;

    /**
     * The lines of the file.
     *
     * @param startLsn the redo point: where a recovery starts to replay
     * @param startWalFile the name of the segment that holds it
     * @param method {@code streamed}; {@code pg_start_backup} in an exclusive backup of 14
     * @param startTime as printed, in the server's {@code log_timezone}
     * @param label decoded as UTF-8
     * @param incrementalFrom set in an incremental backup of PostgreSQL's own, 17 and later
     */
    public record Fields(
            Lsn startLsn,
            String startWalFile,
            Lsn checkpointLsn,
            String method,
            boolean fromStandby,
            String startTime,
            String label,
            TimelineId startTimeline,
            Optional<IncrementalFrom> incrementalFrom) {}

    /** The backup that PostgreSQL's own incremental backup continues. */
    public record IncrementalFrom(Lsn lsn, TimelineId timeline) {}

    private BackupLabel(Fields fields, byte[] raw) {
        this.fields = fields;
        this.raw = raw;
    }

    public static BackupLabel parse(byte[] raw) {
        LabelLines lines = LabelLines.of(new String(raw, StandardCharsets.UTF_8));
        String start = lines.required("START WAL LOCATION");
        Matcher matcher = START.matcher(start);
        if (!matcher.matches()) {
            throw malformed("its start location is '" + start + "'");
        }
        TimelineId timeline = timeline(lines.required("START TIMELINE"));
        if (!matcher.group(2).startsWith(timeline.fixed())) {
            throw malformed("it starts in " + matcher.group(2) + " but on timeline " + timeline);
        }
        return new BackupLabel(
                new Fields(
                        lsn(matcher.group(1)),
                        matcher.group(2),
                        lsn(lines.required("CHECKPOINT LOCATION")),
                        lines.required("BACKUP METHOD"),
                        lines.required("BACKUP FROM").equals("standby"),
                        lines.required("START TIME"),
                        lines.required("LABEL"),
                        timeline,
                        incrementalFrom(lines)),
                raw.clone());
    }

    /** The file as PostgreSQL's {@code build_backup_content} writes it. */
    public static BackupLabel format(Fields fields) {
        String incremental =
                fields.incrementalFrom()
                        .map(
                                from ->
                                        "INCREMENTAL FROM LSN: %s\nINCREMENTAL FROM TLI: %s\n"
                                                .formatted(from.lsn(), from.timeline()))
                        .orElse("");
        String text =
                """
                START WAL LOCATION: %s (file %s)
                CHECKPOINT LOCATION: %s
                BACKUP METHOD: %s
                BACKUP FROM: %s
                START TIME: %s
                LABEL: %s
                START TIMELINE: %s
                """
                        .formatted(
                                fields.startLsn(),
                                fields.startWalFile(),
                                fields.checkpointLsn(),
                                fields.method(),
                                fields.fromStandby() ? "standby" : "primary",
                                fields.startTime(),
                                fields.label(),
                                fields.startTimeline());
        return new BackupLabel(fields, (text + incremental).getBytes(StandardCharsets.UTF_8));
    }

    public Fields fields() {
        return fields;
    }

    /** The bytes of the file, to be restored unchanged. */
    public byte[] raw() {
        return raw.clone();
    }

    private static Optional<IncrementalFrom> incrementalFrom(LabelLines lines) {
        return lines.optional("INCREMENTAL FROM LSN")
                .map(
                        lsn ->
                                new IncrementalFrom(
                                        lsn(lsn),
                                        timeline(lines.required("INCREMENTAL FROM TLI"))));
    }

    private static Lsn lsn(String printed) {
        try {
            return Lsn.parse(printed);
        } catch (HoldfastException e) {
            throw malformed("'" + printed + "' is no LSN");
        }
    }

    private static TimelineId timeline(String decimal) {
        try {
            return new TimelineId(Integer.parseUnsignedInt(decimal));
        } catch (IllegalArgumentException e) {
            throw malformed("its timeline is '" + decimal + "'");
        }
    }

    static HoldfastException malformed(String why) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "backup-label-malformed",
                "backup_label is malformed: " + why,
                "Do not start a server from this backup; take the backup_label as PostgreSQL"
                        + " gave it at the end of the backup.");
    }
}
