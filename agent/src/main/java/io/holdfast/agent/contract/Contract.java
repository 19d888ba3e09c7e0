package io.holdfast.agent.contract;

import com.google.protobuf.Timestamp;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Failure;
import java.time.Duration;
import java.time.Instant;

/** Times, durations and failures in the contract's terms. */
public final class Contract {
    private Contract() {}

    public static Timestamp of(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    public static Instant of(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    public static com.google.protobuf.Duration of(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    public static Duration of(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    public static Failure of(HoldfastException e) {
        return failure(e.code(), String.valueOf(e.getMessage()), e.hint());
    }

    /** What went wrong, and what to do about it. */
    public static Failure failure(String code, String message, String hint) {
        return Failure.newBuilder().setCode(code).setMessage(message).setHint(hint).build();
    }
}
