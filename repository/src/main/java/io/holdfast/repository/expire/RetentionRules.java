package io.holdfast.repository.expire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept: a backup stays while any rule keeps it.
 *
 * @param daily of so many days that have backups, the newest backup stays; days are in UTC
 * @param weekly the same for weeks, which begin on Monday
 * @param monthly the same for months
 * @param yearly the same for years
 * @param count the newest so many backups stay; null: no such rule
 * @param window every point of so long a past stays restorable; null: no such rule
 * @param abandonAfter how old the intent of a backup must be that is taken for dead
 */
public record RetentionRules(
        int daily,
        int weekly,
        int monthly,
        int yearly,
        @Nullable Integer count,
        @Nullable Duration window,
        Duration abandonAfter) {

    /** Whether there is no rule, so that nothing is ever removed. */
    public boolean keepsEverything() {
        return daily == 0
                && weekly == 0
                && monthly == 0
                && yearly == 0
                && count == null
                && window == null;
    }
}
