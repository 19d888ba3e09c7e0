package io.holdfast.controlplane.policy;

import com.google.protobuf.util.Durations;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;

/** How long two policies keep backups. */
final class Keeping {
    private Keeping() {}

    /** Whether something expires by {@code after} that {@code before} kept. */
    static boolean isLess(Policy before, Policy after) {
        return !keepsEverything(after.getRetention())
                && (keepsEverything(before.getRetention())
                        || isLess(before.getRetention(), after.getRetention()));
    }

    private static boolean keepsEverything(Retention retention) {
        return retention.equals(Retention.getDefaultInstance());
    }

    private static boolean isLess(Retention before, Retention after) {
        return after.getDaily() < before.getDaily()
                || after.getWeekly() < before.getWeekly()
                || after.getMonthly() < before.getMonthly()
                || after.getYearly() < before.getYearly()
                || after.getCount() < before.getCount()
                || Durations.compare(after.getWindow(), before.getWindow()) < 0;
    }
}
