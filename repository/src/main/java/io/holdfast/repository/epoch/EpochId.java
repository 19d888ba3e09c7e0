package io.holdfast.repository.epoch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What names an epoch: its number, and of whoever took it the first 32 bits of the writer's UUID.
 * Takers that reach different repositories may come to the same number, and are told apart by the
 * tag. Sorts by number, then by tag.
 *
 * @param number from 1
 * @param tag unsigned
 */
public record EpochId(int number, int tag) implements Comparable<EpochId> {
    private static final Pattern TEXT = Pattern.compile("[0-9]{8}-[0-9a-f]{8}");
    private static final int NUMBER_DIGITS = 8;
    private static final int HEX = 16;
    private static final Comparator<EpochId> ORDER =
            Comparator.comparingInt(EpochId::number)
                    .thenComparing(EpochId::tag, Integer::compareUnsigned);

    /** The epoch of this number that this writer takes. */
    public static EpochId of(int number, UUID writer) {
        return new EpochId(number, (int) (writer.getMostSignificantBits() >>> Integer.SIZE));
    }

    /** Whether the text is what {@link #toString} writes. */
    public static boolean isValid(String text) {
        return TEXT.matcher(text).matches();
    }

    /** Reads what {@link #toString} writes. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EpochId parse(String text) {
        if (!isValid(text)) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "epoch-malformed",
                    "'" + text + "' is not the name of an epoch",
                    "Copy one from 'holdfast wal', such as 00000003-1a2b3c4d.");
        }
        return new EpochId(
                Integer.parseInt(text.substring(0, NUMBER_DIGITS)),
                Integer.parseUnsignedInt(text.substring(NUMBER_DIGITS + 1), HEX));
    }

    @Override
    public int compareTo(EpochId other) {
        return ORDER.compare(this, other);
    }

    /** Eight decimal digits, a hyphen, and eight hexadecimal digits. */
    @JsonValue
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%08d-%08x", number, tag);
    }
}
