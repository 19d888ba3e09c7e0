package io.holdfast.cli.progress;

import io.holdfast.cli.output.Human;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A phase at one instant.
 *
 * @param rate bytes per second, lately
 */
record PhaseView(String name, long done, OptionalLong total, double rate, Duration elapsed) {
    /** From 0 to 1; 0 where the total is unknown. */
    double fraction() {
        long whole = total.orElse(0);
        return whole <= 0 ? 0 : Math.min(1.0, (double) done / whole);
    }

    /**
     * {@code 1.2 GB of 2.6 GB (46 %), 85 MB/s, about 16 s left}; of a phase that moves no bytes how
     * long it lasts.
     */
    String figures() {
        if (done == 0 && total.isEmpty()) {
            return Human.duration(elapsed);
        }
        StringBuilder text = new StringBuilder(Human.bytes(done));
        total.ifPresent(
                whole ->
                        text.append(" of ")
                                .append(Human.bytes(whole))
                                .append(" (")
                                .append((int) (fraction() * 100))
                                .append(" %)"));
        text.append(", ").append(Human.rate(rate));
        long left = total.orElse(0) - done;
        if (rate >= 1 && left > 0) {
            Duration remaining = Duration.ofSeconds((long) Math.ceil(left / rate));
            text.append(", about ").append(Human.duration(remaining)).append(" left");
        }
        return text.toString();
    }

    /** What remains of a phase that is done. */
    String summary() {
        String size = done == 0 ? "" : Human.bytes(done) + " in ";
        return name + ": " + size + Human.duration(elapsed);
    }
}
