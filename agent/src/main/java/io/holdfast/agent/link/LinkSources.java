package io.holdfast.agent.link;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.proto.v1.ConfiguredRepository;
import io.holdfast.proto.v1.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a link tells of.
 *
 * @param processId random, made when the process began
 * @param look what was last seen of the database
 * @param orders takes what the control plane says
 */
record LinkSources(
        String version,
        String processId,
        List<ConfiguredRepository> repositories,
        Supplier<CaptureStatus> capture,
        Supplier<Optional<Database>> look,
        Orders orders,
        InstantSource clock) {
    CaptureStatus status() {
        return capture.get();
    }

    Optional<Database> database() {
        return look.get();
    }
}
