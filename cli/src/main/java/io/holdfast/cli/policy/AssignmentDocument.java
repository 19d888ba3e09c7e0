package io.holdfast.cli.policy;

import io.holdfast.settings.Setting;

/** Which policy a cluster has. */
public record AssignmentDocument(
        @Setting(
                        value = "assignment",
                        pattern = "assignment",
                        patternHint = "Write assignment.",
                        example = "assignment")
                String kind,
        @Setting(value = "The cluster's id. It need not have joined yet.", example = "bank")
                String cluster,
        @Setting(value = "The policy's name.", example = "financial") String policy) {}
