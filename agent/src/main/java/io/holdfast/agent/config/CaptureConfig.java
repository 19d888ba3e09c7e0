package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.value.ByteSize;
import java.time.Duration;

/** How WAL is captured. */
public record CaptureConfig(
        @Setting(
                        value =
                                "How long written WAL may wait before it is sent to the repositories: the smaller, the less is lost with the database, and the more requests are made. Nothing is sent while nothing is written.",
                        byDefault = "1s",
                        atLeast = "10ms",
                        atMost = "1h")
                Duration flushInterval,
        @Setting(
                        value =
                                "What gives way when the WAL that the slot retains reaches maxRetainedWal. protect-primary: the slot is given up, so that the database goes on; the gap is recorded and answered with a full backup. protect-wal: the slot is kept, and the database may run out of disk.",
                        byDefault = "protect-primary")
                OnPressure onPressure,
        @Setting(
                        value =
                                "How much WAL the slot may retain on the primary before onPressure decides; it is announced at half of it.",
                        byDefault = "50GB",
                        atLeast = "256MB")
                ByteSize maxRetainedWal) {

    /** What gives way when the slot endangers the primary's disk. */
    public enum OnPressure {
        PROTECT_PRIMARY,
        PROTECT_WAL
    }
}
