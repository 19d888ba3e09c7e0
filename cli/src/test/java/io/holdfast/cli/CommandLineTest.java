package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.output.Output;
import io.holdfast.repository.key.MasterKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static Stream<CommandLine> everyCommand() {
        return tree(CommandTree.of(new Output(System.out, System.err)));
    }

    private static Stream<CommandLine> tree(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(CommandLineTest::tree));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithADescriptionAndAnExample(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        String[] arguments = (name + " --help").split(" ");

        int code = run(Stream.of(arguments).skip(1).toArray(String[]::new));

        assertEquals(0, code);
        assertTrue(text(out).contains("Example"), name);
        assertTrue(text(out).contains("  " + name), name);
        assertTrue(text(out).contains("--json"), name);
        assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name);
        assertEquals("", text(err));
    }

    @Test
    void theVersionNamesTheJavaItRunsOn() {
        assertEquals(0, run("--version"));
        assertTrue(text(out).startsWith("holdfast "), text(out));
        assertTrue(text(out).contains("Java " + Runtime.version()), text(out));
    }

    @Test
    void aMisspeltCommandIsCorrected() {
        assertEquals(2, run("confg", "check"));

        assertTrue(text(err).startsWith("error: unmatched argument"), text(err));
        assertTrue(text(err).contains("hint: Did you mean 'config'?"), text(err));
        assertEquals("", text(out));
    }

    @Test
    void noCommandAtAllIsAUsageError() {
        assertEquals(2, run());

        assertTrue(text(err).startsWith("error: missing required subcommand"), text(err));
    }

    @Test
    void aFailureIsTwoLinesOnTheErrorStreamWithoutAStackTrace() {
        assertEquals(3, run("config", "check", "--config", "/nonexistent/h.yaml"));

        assertEquals(2, text(err).lines().count(), text(err));
        assertTrue(text(err).startsWith("error: cannot read the configuration"), text(err));
        assertTrue(text(err).contains("\nhint: "), text(err));
        assertEquals("", text(out));
    }

    @Test
    void debugAddsTheStackTrace() {
        assertEquals(3, run("config", "check", "--config", "/nonexistent/h.yaml", "--debug"));

        assertTrue(text(err).contains("\tat io.holdfast."), text(err));
    }

    @Test
    void withJsonAFailureIsOneObjectOnStandardOutput() throws IOException {
        assertEquals(3, run("--json", "config", "check", "-c", "/nonexistent/h.yaml"));

        JsonNode error = json().get("error");
        assertEquals("configuration-missing", error.get("code").asText());
        assertEquals("configuration", error.get("category").asText());
        assertEquals(3, error.get("exitCode").asInt());
        assertFalse(error.get("hint").asText().isEmpty());
        assertEquals("", text(err));
    }

    @Test
    void withJsonEvenAWrongCommandLineIsOneObject() throws IOException {
        assertEquals(2, run("config", "chek", "--json"));

        assertEquals("usage", json().get("error").get("code").asText());
    }

    @Test
    void checkPrintsTheEffectiveSettingsAsAFileThatReadsTheSame() throws IOException {
        Path file = config();
        assertEquals(0, run("config", "check", "-c", file.toString()));
        String printed = text(out);
        Path copy = Files.writeString(directory.resolve("copy.yaml"), printed);
        out.reset();

        assertEquals(0, run("config", "check", "-c", copy.toString()));

        assertEquals(printed.replace(file.toString(), copy.toString()), text(out));
        assertTrue(printed.contains("flushInterval: 1s"), printed);
        assertFalse(printed.contains("swordfish"), printed);
    }

    @Test
    void checkAnswersWithJsonWithoutSecrets() throws IOException {
        assertEquals(0, run("config", "check", "--json", "-c", config().toString()));

        JsonNode configuration = json().get("configuration");
        assertEquals("bank", configuration.get("cluster").asText());
        assertEquals(5432, configuration.get("postgres").get("port").asInt());
        assertTrue(configuration.get("masterKey").has("file"));
        assertFalse(text(out).contains("swordfish"), text(out));
    }

    @Test
    void aNewKeyIsForTheOwnerAloneAndIsNeverOverwritten() throws IOException {
        Path file = directory.resolve("master.key");
        assertEquals(0, run("key", "new", "--json", "--out", file.toString()));
        String key = Files.readString(file);

        assertEquals(
                json().get("fingerprint").asText(), MasterKey.parse(key, "test").fingerprint());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(9, run("key", "new", "--out", file.toString()));
        assertEquals(key, Files.readString(file));
        assertFalse((text(out) + text(err)).contains(key.strip()), text(out));
    }

    @Test
    void anUnwritableKeyFileIsAUsageError() {
        assertEquals(2, run("key", "new", "--out", directory.resolve("no/such/key").toString()));

        assertTrue(text(err).contains("hint: Name a file in a directory"), text(err));
    }

    private Path config() throws IOException {
        Files.writeString(directory.resolve("master.key"), "swordfish");
        return Files.writeString(
                directory.resolve("holdfast.yaml"),
                """
                cluster: bank
                instance: db1
                masterKey: {file: master.key}
                repositories:
                  - {name: here, directory: backups}
                backup: {schedules: [{kind: full, cron: "0 2 * * *"}]}
                """);
    }

    private int run(String... arguments) {
        var output =
                new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return CommandTree.of(output).execute(arguments);
    }

    /** Standard output as JSON; fails when it is more or less than one object. */
    private JsonNode json() throws IOException {
        try (var values =
                new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(text(out))) {
            JsonNode only = values.next();
            assertFalse(values.hasNext(), text(out));
            assertTrue(only.isObject(), text(out));
            return only;
        }
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8);
    }
}
