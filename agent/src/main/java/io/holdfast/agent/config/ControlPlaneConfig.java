package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import java.nio.file.Path;

/** How the agent stands with a control plane. */
public record ControlPlaneConfig(
        @Setting(
                        value =
                                "Where 'holdfast agent join' keeps the agent's identity, and the agent what the control plane has not been told yet. While there is no identity in it, the agent works on its own.",
                        byDefault = "/var/lib/holdfast/agent")
                Path directory) {}
