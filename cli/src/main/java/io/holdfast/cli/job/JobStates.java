package io.holdfast.cli.job;

import io.holdfast.proto.v1.JobState;
import java.util.Locale;

/** The states of jobs in people's words. */
final class JobStates {
    private JobStates() {}

    static String name(JobState state) {
        return state == JobState.UNRECOGNIZED
                ? "unknown"
                : state.name().replace("JOB_STATE_", "").toLowerCase(Locale.ROOT);
    }

    static boolean hasEnded(JobState state) {
        return switch (state) {
            case JOB_STATE_COMPLETE, JOB_STATE_FAILED, JOB_STATE_EXPIRED, JOB_STATE_CANCELLED ->
                    true;
            case JOB_STATE_WAITING,
                    JOB_STATE_SENT,
                    JOB_STATE_RUNNING,
                    JOB_STATE_UNSPECIFIED,
                    UNRECOGNIZED ->
                    false;
        };
    }
}
