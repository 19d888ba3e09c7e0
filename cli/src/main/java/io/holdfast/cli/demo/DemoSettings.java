package io.holdfast.cli.demo;

import java.time.Duration;

/**
 * How a demo goes.
 *
 * @param seed chooses the transfers, the moment of the disaster, and the bucket to restore from
 * @param earliest how soon after the backup the disaster may come
 * @param latest when it has come at the latest
 */
record DemoSettings(
        int major, long seed, int clients, int accounts, Duration earliest, Duration latest) {

    /** What a person sees: eight clients, twenty thousand accounts, four to ten seconds. */
    static DemoSettings of(int major, long seed) {
        return new DemoSettings(
                major, seed, 8, 20_000, Duration.ofSeconds(4), Duration.ofSeconds(10));
    }
}
