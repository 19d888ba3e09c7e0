package io.holdfast.agent.config;

import io.holdfast.settings.Setting;

/** Where the agent answers HTTP requests. */
public record HttpConfig(
        @Setting(
                        value =
                                "The address to listen on. Other than a loopback address, everyone who can reach it can read the agent's state and metrics.",
                        byDefault = "127.0.0.1",
                        pattern = "[A-Za-z0-9._:-]+",
                        patternHint =
                                "Write an address such as 127.0.0.1 or 0.0.0.0, or a host name, without a port.")
                String host,
        @Setting(
                        value = "The port to listen on; 0 takes a free one, which the log names.",
                        byDefault = "9187",
                        atLeast = "0",
                        atMost = "65535")
                int port) {}
