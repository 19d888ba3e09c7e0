package io.holdfast.embedded.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that it takes to run a server, again and again.
 *
 * @param root the server's own directory, deleted with it: log, socket, often the data
 * @param data the data directory, under {@code root} or elsewhere
 * @param settings given on the command line, where they override every file
 */
record ServerPlan(
        Installation installation,
        Path root,
        Path data,
        ConnectionInfo login,
        Map<String, String> settings,
        Duration startTimeout) {
    Path log() {
        return root.resolve("postgres.log");
    }

    /** Short, since the path of a Unix socket holds 107 bytes. */
    Path sockets() {
        return root.resolve("s");
    }

    ServerPlan onPort(int port) {
        return new ServerPlan(
                installation, root, data, login.withPort(port), settings, startTimeout);
    }

    ProcessBuilder command() {
        var arguments = new ArrayList<>(List.of("-D", data.toString()));
        var own =
                Map.of(
                        "port",
                        Integer.toString(login.port()),
                        "listen_addresses",
                        "127.0.0.1",
                        "unix_socket_directories",
                        sockets().toString(),
                        "logging_collector",
                        "off",
                        // in the data directory, where it goes away with a server that is killed
                        "dynamic_shared_memory_type",
                        "mmap");
        own.forEach((name, value) -> add(arguments, name, value));
        settings.forEach((name, value) -> add(arguments, name, value));
        return Programs.prepare(installation.program("postgres"), arguments, log());
    }

    private static void add(List<String> arguments, String name, String value) {
        arguments.add("-c");
        arguments.add(name + "=" + value);
    }
}
