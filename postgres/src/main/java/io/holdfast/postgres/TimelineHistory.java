package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a timeline comes from: its ancestors, oldest first, and the LSN at which each was left. The
 * rules are those of PostgreSQL's {@code access/transam/timeline.c}; the bytes of the {@code
 * .history} file are kept, since two histories are the same only if their bytes are.
 */
public final class TimelineHistory {
    private static final Pattern LINE =
            Pattern.compile(
                    "\\s*([0-9]{1,10})(?:\\s+([0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}))?(?:\\s.*)?",
                    Pattern.DOTALL);

    private final TimelineId timeline;
    private final List<Ancestor> ancestors;
    private final byte[] raw;

    /** A timeline left at {@code switchpoint}, the first LSN that belongs to its child. */
    public record Ancestor(TimelineId timeline, Lsn switchpoint) {}

    private TimelineHistory(TimelineId timeline, List<Ancestor> ancestors, byte[] raw) {
        this.timeline = timeline;
        this.ancestors = List.copyOf(ancestors);
        this.raw = raw;
    }

    /** The history of a timeline without ancestors, which has no file: timeline 1. */
    public static TimelineHistory root(TimelineId timeline) {
        return new TimelineHistory(timeline, List.of(), new byte[0]);
    }

    /** Parses the content of {@code timeline}'s {@code .history} file. */
    public static TimelineHistory parse(TimelineId timeline, byte[] raw) {
        List<Ancestor> ancestors = new ArrayList<>();
        for (String line : new String(raw, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                ancestors.add(ancestor(timeline, line));
            }
        }
        checkSequence(timeline, ancestors);
        return new TimelineHistory(timeline, ancestors, raw.clone());
    }

    /**
     * The history that PostgreSQL writes when it leaves this timeline at {@code switchpoint}: this
     * file, and one line more.
     */
    public TimelineHistory fork(TimelineId child, Lsn switchpoint, String reason) {
        String line = "%s\t%s\t%s\n".formatted(timeline, switchpoint, reason);
        byte[] added = (raw.length == 0 ? line : "\n" + line).getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(raw, raw.length + added.length);
        System.arraycopy(added, 0, whole, raw.length, added.length);
        return parse(child, whole);
    }

    public TimelineId timeline() {
        return timeline;
    }

    /** Oldest first; without the timeline itself. */
    public List<Ancestor> ancestors() {
        return ancestors;
    }

    /** The timeline that this one was forked from, and where; empty for a root. */
    public Optional<Ancestor> parent() {
        return ancestors.isEmpty() ? Optional.empty() : Optional.of(ancestors.getLast());
    }

    /** The timeline whose WAL holds {@code lsn} in this history. */
    public TimelineId timelineAt(Lsn lsn) {
        for (Ancestor ancestor : ancestors) {
            if (lsn.isBefore(ancestor.switchpoint())) {
                return ancestor.timeline();
            }
        }
        return timeline;
    }

    /** Where this history leaves {@code ancestor}; empty for itself and for strangers. */
    public Optional<Lsn> switchPointOf(TimelineId ancestor) {
        return ancestors.stream()
                .filter(a -> a.timeline().equals(ancestor))
                .map(Ancestor::switchpoint)
                .findFirst();
    }

    /** Whether the WAL of {@code other} up to {@code end} is part of this history. */
    public boolean descendsFrom(TimelineId other, Lsn end) {
        return other.equals(timeline)
                || switchPointOf(other).filter(left -> !end.isAfter(left)).isPresent();
    }

    /** The bytes of the file, as they were parsed. */
    public byte[] raw() {
        return raw.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimelineHistory that
                && timeline.equals(that.timeline)
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return 31 * timeline.hashCode() + Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return timeline + " <- " + ancestors;
    }

    private static Ancestor ancestor(TimelineId timeline, String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || matcher.group(2) == null) {
            throw malformed(timeline, "expected a timeline and an LSN in the line '" + line + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > 0xFFFF_FFFFL) {
            throw malformed(timeline, "timeline " + number + " does not exist");
        }
        return new Ancestor(new TimelineId((int) number), Lsn.parse(matcher.group(2)));
    }

    private static void checkSequence(TimelineId timeline, List<Ancestor> ancestors) {
        for (int i = 0; i < ancestors.size(); i++) {
            TimelineId older = ancestors.get(i).timeline();
            TimelineId newer =
                    i + 1 < ancestors.size() ? ancestors.get(i + 1).timeline() : timeline;
            if (older.compareTo(newer) >= 0) {
                throw malformed(timeline, "timeline " + older + " comes before " + newer);
            }
        }
    }

    private static HoldfastException malformed(TimelineId timeline, String why) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "timeline-history-malformed",
                "history of timeline " + timeline + " is malformed: " + why,
                "Compare the .history file with the one in pg_wal of the server that wrote it.");
    }
}
