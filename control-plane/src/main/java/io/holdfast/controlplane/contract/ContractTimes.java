package io.holdfast.controlplane.contract;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** The contract's times and durations and Java's. */
public final class ContractTimes {
    /** As duration.proto says; a caller may send more. */
    private static final long MOST_SECONDS = 315_576_000_000L;

    private ContractTimes() {}

    public static Timestamp of(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    public static Instant of(Timestamp at) {
        return Instant.ofEpochSecond(
                Math.clamp(at.getSeconds(), -MOST_SECONDS, MOST_SECONDS), at.getNanos());
    }

    public static com.google.protobuf.Duration of(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    public static Duration of(com.google.protobuf.Duration duration) {
        long seconds = Math.clamp(duration.getSeconds(), -MOST_SECONDS, MOST_SECONDS);
        return Duration.ofSeconds(seconds, duration.getNanos());
    }
}
