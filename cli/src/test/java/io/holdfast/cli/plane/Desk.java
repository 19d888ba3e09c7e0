package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody who runs a control plane on this machine, and works with it from a home of its own. */
final class Desk {
    private final Path folder;

    Desk(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
    }

    Path state() {
        return folder.resolve("state");
    }

    /** A control plane, and what it said when it had started. */
    record Plane(ChildCommand process, JsonNode said) implements AutoCloseable {
        String agentsUrl() {
            return said.get("agentsUrl").asText();
        }

        String url() {
            return said.get("url").asText();
        }

        String pin() {
            return said.get("caPin").asText();
        }

        @Override
        public void close() throws InterruptedException {
            process.close();
        }
    }

    ChildCommand begin(String... more) throws IOException {
        String[] line = {"control-plane", "--state", state() + "", "--json"};
        return ChildCommand.start(folder, concat(line, more));
    }

    Plane start(String... more) throws IOException, InterruptedException {
        ChildCommand process = begin(more);
        Await.until("what it says", () -> !process.isAlive() || process.out().contains("}\n"));
        try {
            JsonNode said = new ObjectMapper().readTree(process.out());
            if (!said.has("url")) {
                throw new AssertionError(process.out() + process.err());
            }
            return new Plane(process, said);
        } catch (JsonProcessingException e) {
            throw new AssertionError(process.out() + process.err(), e);
        }
    }

    private static String[] concat(String[] first, String[] then) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(first), java.util.Arrays.stream(then))
                .toArray(String[]::new);
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Begins a command that goes on, with the login that this home keeps. */
    ChildCommand go(String... arguments) throws IOException {
        List<String> home = List.of("env", "XDG_CONFIG_HOME=" + folder.resolve("config"));
        return ChildCommand.startWithin(folder, home, arguments);
    }

    /** Runs a command to its end, with the login that this home keeps. */
    RunCommand run(String... arguments) throws IOException, InterruptedException {
        try (ChildCommand child = go(arguments)) {
            return child.ended();
        }
    }

    RunCommand well(String... arguments) throws IOException, InterruptedException {
        RunCommand ran = run(arguments);
        assertEquals(0, ran.exitCode(), ran::toString);
        return ran;
    }

    void login(Plane plane, String user, String password) throws IOException, InterruptedException {
        Path file = file(user + ".password", password);
        well(
                "login",
                "--url",
                plane.url(),
                "--user",
                user,
                "--ca-pin",
                plane.pin(),
                "--password-file",
                file + "");
    }

    /** A join token. */
    String token(String cluster) throws IOException, InterruptedException {
        return well("join-token", "create", cluster, "--json").json().get("secret").asText();
    }

    /** Enrols the agent of a configuration. */
    void join(Plane plane, Path config) throws IOException, InterruptedException {
        well(joining(plane, config, token("bank")));
    }

    String[] joining(Plane plane, Path config, String token) {
        return new String[] {
            "agent",
            "join",
            "-c",
            config.toString(),
            "--url",
            plane.agentsUrl(),
            "--token",
            token,
            "--json",
            "--ca-pin",
            plane.pin()
        };
    }

    /** The first of three ports that are free now. */
    static String ports() throws IOException {
        try (ServerSocket first = new ServerSocket(0)) {
            return Integer.toString(first.getLocalPort() < 65_000 ? first.getLocalPort() : 20_000);
        }
    }
}
