package io.holdfast.agent.config;

import io.holdfast.repository.expire.RetentionRules;
import io.holdfast.settings.Setting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which backups are kept: those that at least one of the rules keeps. */
public record RetentionConfig(
        @Setting(
                        "Grandfather, father, son: the newest backup of each of so many days, weeks, months and years.")
                Generations full,
        @Setting(
                        value = "The newest so many backups.",
                        without = "no such rule",
                        example = "14",
                        atLeast = "1")
                @Nullable Integer count,
        @Setting(
                        value = "Every point in time of so long a past stays restorable.",
                        without = "no such rule",
                        example = "35d",
                        atLeast = "1h")
                @Nullable Duration window) {

    /** How many days, weeks, months and years keep their newest backup. */
    public record Generations(
            @Setting(value = "Days, in UTC.", byDefault = "0", atLeast = "0") int daily,
            @Setting(value = "Weeks, beginning on Monday.", byDefault = "0", atLeast = "0")
                    int weekly,
            @Setting(value = "Months.", byDefault = "0", atLeast = "0") int monthly,
            @Setting(value = "Years.", byDefault = "0", atLeast = "0") int yearly) {
        /** Whether this rule keeps nothing by itself. */
        public boolean isEmpty() {
            return daily == 0 && weekly == 0 && monthly == 0 && yearly == 0;
        }
    }

    /**
     * The rules as expiry takes them.
     *
     * @param abandonAfter how old the intent of a backup must be that is taken for dead
     */
    public RetentionRules rules(Duration abandonAfter) {
        return new RetentionRules(
                full.daily(),
                full.weekly(),
                full.monthly(),
                full.yearly(),
                count,
                window,
                abandonAfter);
    }

    /** Whether there is no rule, so that nothing ever expires. */
    public boolean keepsEverything() {
        return full.isEmpty() && count == null && window == null;
    }
}
