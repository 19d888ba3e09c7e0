package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.container.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The name of a base backup, such as {@code 20260102T030405Z-4f1c09ab}; sorts by its start. */
public record BackupId(@JsonValue String value) implements Comparable<BackupId> {
    private static final Pattern VALID = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[a-z0-9]{4,16}");
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int SUFFIX_BYTES = 4;

    @JsonCreator
    public BackupId {
        if (!isValid(value)) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "backup-id-malformed",
                    "'" + value + "' is not the id of a backup",
                    "Copy an id from the list of backups, such as 20260102T030405Z-4f1c09ab.");
        }
    }

    /** Whether the text is the id of a backup. */
    public static boolean isValid(String value) {
        if (!VALID.matcher(value).matches()) {
            return false;
        }
        try {
            START.parse(value.substring(0, value.indexOf('-')));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * The id of a scheduled run: the same for everyone who runs it, so that the intent can be put
     * only once.
     *
     * @param schedule identifies the schedule within the cluster
     * @param instant at which the run was due; fractions of a second do not count
     */
    public static BackupId scheduled(String schedule, BackupKind kind, Instant instant) {
        Instant due = instant.truncatedTo(ChronoUnit.SECONDS);
        byte[] hash =
                Digests.sha256()
                        .digest(
                                (schedule + "|" + kind.text() + "|" + due)
                                        .getBytes(StandardCharsets.UTF_8));
        return new BackupId(
                START.format(due) + "-" + HexFormat.of().formatHex(hash, 0, SUFFIX_BYTES));
    }

    /** The id of a run that somebody asked for. */
    public static BackupId fresh(Instant now, RandomGenerator random) {
        byte[] suffix = new byte[SUFFIX_BYTES];
        random.nextBytes(suffix);
        return new BackupId(START.format(now) + "-" + HexFormat.of().formatHex(suffix));
    }

    /** When the backup began, or was due. */
    public Instant start() {
        return START.parse(value.substring(0, value.indexOf('-')), Instant::from);
    }

    @Override
    public int compareTo(BackupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
