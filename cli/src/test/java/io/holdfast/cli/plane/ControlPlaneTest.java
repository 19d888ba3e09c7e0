package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import io.holdfast.cli.error.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane without any configuration, from its first start to its end and back. */
class ControlPlaneTest {
    @Test
    void itIsEnteredKilledAndEnteredAgain(@TempDir Path folder) throws Exception {
        Desk desk = new Desk(folder);
        try (Desk.Plane plane = desk.start("--port", "0")) {
            desk.login(plane, "admin", plane.said().get("password").asText());
            RunCommand added = desk.well("user", "add", "alice", "--role", "operator", "--json");
            String password = added.json().get("password").asText();
            assertFolderIsClosed(desk.state());
            assertNobodySees(password, desk.state(), plane.process());

            plane.process().kill();
            assertUnreachable(desk.run("whoami"));
        }
        try (Desk.Plane plane = desk.start("--port", "0")) {
            assertFalse(plane.said().has("password"), plane.said()::toString);
            RunCommand users = withAdminsToken(desk, plane, "user", "list", "--json");
            assertEquals(List.of("admin", "alice"), names(users.json()));

            plane.process().terminate();
            assertEquals(143, plane.process().awaitEnd());
        }
        assertNoPostgresIsLeft(desk.state());
    }

    /** The port is another one now, and the token is good all the same. */
    private static RunCommand withAdminsToken(Desk desk, Desk.Plane plane, String... arguments)
            throws Exception {
        Path login;
        try (Stream<Path> files = Files.walk(desk.state().resolveSibling("config"))) {
            login = files.filter(file -> file.endsWith("login.json")).findFirst().orElseThrow();
        }
        assertEquals("[OWNER_READ, OWNER_WRITE]", ownersOnly(login));
        String text = Files.readString(login);
        Files.writeString(login, text.replaceAll("https://127.0.0.1:[0-9]+", plane.url()));
        return desk.well(arguments);
    }

    private static String ownersOnly(Path file) throws Exception {
        return new java.util.TreeSet<>(Files.getPosixFilePermissions(file)).toString();
    }

    private static List<String> names(JsonNode users) {
        List<String> names = new ArrayList<>();
        users.get("users").forEach(user -> names.add(user.get("name").asText()));
        return names;
    }

    private static void assertFolderIsClosed(Path state) throws Exception {
        assertEquals(
                "[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]",
                Files.getPosixFilePermissions(state).stream().sorted().toList().toString());
        assertEquals("[OWNER_READ, OWNER_WRITE]", ownersOnly(state.resolve("plane.key")));
        assertEquals("[OWNER_READ, OWNER_WRITE]", ownersOnly(state.resolve("postgres.password")));
    }

    /** A generated password is shown to whoever asked for it, and is nowhere else. */
    private static void assertNobodySees(String secret, Path state, ChildCommand plane)
            throws Exception {
        assertFalse((plane.out() + plane.err()).contains(secret));
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(secret), file::toString);
            }
        }
        String processes =
                new String(
                        new ProcessBuilder("ps", "-eo", "args")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8);
        assertTrue(processes.contains("control-plane"), processes);
        assertFalse(processes.contains(secret));
    }

    private static void assertUnreachable(RunCommand ran) {
        assertEquals(ExitCode.TRANSIENT.number(), ran.exitCode(), ran::toString);
        assertTrue(ran.err().contains("cannot be reached"), ran::toString);
        assertFalse(ran.err().contains("\tat "), ran::toString);
    }

    private static void assertNoPostgresIsLeft(Path state) {
        assertFalse(Files.exists(state.resolve("postgres/postmaster.pid")));
    }

    @Test
    void badInputIsAnsweredWithASentence(@TempDir Path folder) throws Exception {
        Desk desk = new Desk(folder);
        try (Desk.Plane plane = desk.start("--port", "0")) {
            String otherPin = "sha256:" + "0".repeat(64);
            Path wrong = desk.file("wrong.password", "wrong");
            String[] login = {"login", "--url", plane.url(), "--user", "admin"};

            refused(desk, "not-logged-in", "whoami");
            refused(desk, "authority-missing", with(login, "--password-file", wrong + ""));
            refused(desk, "authority-unexpected", with(login, "--ca-pin", otherPin));
            refused(desk, "pin-malformed", with(login, "--ca-pin", "3f5c"));
            refused(
                    desk,
                    "login-refused",
                    with(login, "--ca-pin", plane.pin(), "--password-file", wrong + ""));
            refused(
                    desk,
                    "password-missing",
                    with(login, "--ca-pin", plane.pin(), "--password-file", folder + "/none"));
            refused(desk, "url-malformed", "login", "--url", "7440", "--user", "admin");
            refused(
                    desk,
                    "tls-not-spoken",
                    "login",
                    "--url",
                    plane.said().get("page").asText().replace("http:", "https:"),
                    "--user",
                    "admin",
                    "--ca-pin",
                    otherPin);

            ChildCommand second = desk.begin("--port", "0");
            RunCommand ended = second.ended();
            assertEquals(
                    "state-directory-in-use",
                    ended.json().path("error").path("code").asText(),
                    ended::toString);
        }
    }

    private static String[] with(String[] first, String... then) {
        return Stream.of(first, then).flatMap(Stream::of).toArray(String[]::new);
    }

    private static void refused(Desk desk, String code, String... arguments) throws Exception {
        RunCommand ran = desk.run(with(arguments, "--json"));

        assertEquals(code, ran.json().path("error").path("code").asText(), ran::toString);
        assertFalse(ran.err().contains("\tat "), ran::toString);
    }

    /** An auditor's copy is checked without the control plane, and a change in it is named. */
    @Test
    void aCopyOfTheAuditLogIsCheckedOffline(@TempDir Path folder) throws Exception {
        Desk desk = new Desk(folder);
        Path copy = folder.resolve("audit.jsonl");
        try (Desk.Plane plane = desk.start("--port", "0")) {
            desk.login(plane, "admin", plane.said().get("password").asText());
            desk.well("user", "add", "bob", "--role", "viewer");
            desk.well("user", "role", "bob", "operator");
            desk.well("audit", "export", "--out", copy + "");
        }

        RunCommand whole = desk.well("audit", "verify", copy + "", "--json");
        assertTrue(whole.json().get("entries").asLong() >= 4, whole::toString);
        Files.writeString(copy, Files.readString(copy).replaceFirst("user:bob", "user:eve"));
        RunCommand changed = desk.run("audit", "verify", copy + "", "--json");

        assertEquals(ExitCode.INTEGRITY.number(), changed.exitCode(), changed::toString);
        String message = changed.json().path("error").path("message").asText();
        assertTrue(message.startsWith("entry 3 "), message);
    }
}
