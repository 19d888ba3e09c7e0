package io.holdfast.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
    private static final String GOOD =
            """
            cluster: bank
            masterKey: {env: KEY}
            repositories:
              - name: here
                directory: /backups
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "capture: {flush-interval: 1s} | 6:11 | unknown key | Did you mean 'flushInterval'?",
                "postgres: {prt: 1} | 6:12 | unknown key | Did you mean 'port'?",
                "colour: red | 6:1 | unknown key | Known keys here are cluster,",
                "cluster: bank2 | 6:1 | is given twice | Keep one",
                "capture: {flushInterval: 1 fortnight} | 6:26 | not a duration | 500ms, 1s",
                "capture: {flushInterval: 1} | 6:26 | not a duration | with one unit",
                "capture: {flushInterval: 0s} | 6:26 | out of range | at least 10ms",
                "capture: {maxRetainedWal: 50 furlongs} | 6:27 | not a size | powers of 1024",
                "capture: {onPressure: protect-wall} | 6:23 | is not one of | Did you mean protect-wal?",
                "backup: {throttle: 50MB} | 6:20 | not a rate | 50MB/s",
                "backup: {schedules: {kind: full}} | 6:21 | a list is wanted | dash",
                "backup: {schedules: [{kind: full, cron: '0 2 * *'}]} | 6:41 | not a cron | five fields",
                "backup: {schedules: [{kind: full, cron: '0 2 * * *', timeZone: Mars}]} | 6:64 | is not a time zone | IANA",
                "backup: {schedules: [{cron: '0 2 * * *'}]} | 6:22 | kind: is missing | Add it",
                "postgres: {port: '5432'} | 6:18 | where whole number is wanted | without quotes",
                "postgres: {port: 70000} | 6:18 | out of range | at most 65535",
                "postgres: {user: 12} | 6:18 | is a number | in quotes",
                "postgres: {host: /var/run/postgresql} | 6:18 | not allowed | unix sockets",
                "postgres: {host: 'localhost:5432'} | 6:18 | not allowed | without a port",
                "postgres: {slot: My-Slot} | 6:18 | not allowed | slot names",
                "postgres: {password: hunter2} | 6:22 | does not belong into this file | {file:",
                "postgres: {password: {file: /nonexistent/pw}} | 6:22 | cannot read the secret | readable",
                "postgres: {password: {env: UNSET_PW}} | 6:22 | no secret in environment variable UNSET_PW | Put the secret",
                "postgres: {password: {vault: x}} | 6:22 | does not say where | {env:",
                "postgres: fast | 6:11 | a group of settings | host, port",
                "postgres: {host: [a]} | 6:18 | a single value | same line",
                "postgres: {host: } | 6:12 | has no value | take the key out",
                "durability: 2 | 1:1 | asks for 2 repositories, but there are 1 | add repositories",
                "durability: some | 6:13 | not a durability | all, any",
                "retention: {count: 0} | 6:20 | out of range | at least 1",
                "http: {port: 1, prot: 2} | 6:17 | unknown key | 'port'",
            })
    void eachProblemNamesItsLineTheReasonAndTheWayOut(
            String line, String at, String message, String hint) {
        HoldfastException e = new ConfigFile(directory).refuse(GOOD + line + "\n");

        String text = String.valueOf(e.getMessage());
        assertEquals(ErrorCategory.CONFIGURATION, e.category());
        assertTrue(text.startsWith(directory.resolve("holdfast.yaml") + ":"), text);
        if (!line.contains("{host: }")) {
            assertTrue(text.contains("holdfast.yaml:" + at + ": "), text);
        }
        assertTrue(text.contains(message), text);
        assertTrue(e.hint().contains(hint), e.hint());
    }

    @Test
    void allProblemsOfAFileAreReportedTogetherInItsOrder() {
        HoldfastException e =
                new ConfigFile(directory)
                        .refuse(
                                """
                                cluster: Big Bank
                                postgres: {port: 0, passwort: {env: PW}}
                                repositories:
                                  - name: eu
                                    s3: {endpoint: 9000, bucket: b-1}
                                capture: {flushInterval: soon}
                                """);

        String text = String.valueOf(e.getMessage());
        assertTrue(text.startsWith("8 problems in "), text);
        for (String part :
                new String[] {
                    "line 1: masterKey: is missing",
                    "line 1: cluster: 'Big Bank' is not allowed here",
                    "line 2: postgres.port: '0' is out of range",
                    "line 2: postgres.passwort: unknown key",
                    "line 5: repositories[0].s3.accessKey: is missing",
                    "line 5: repositories[0].s3.secretKey: is missing",
                    "line 5: repositories[0].s3.endpoint: '9000' is not a URL",
                    "line 6: capture.flushInterval: not a duration: 'soon'",
                }) {
            assertTrue(text.contains(part), text);
        }
        assertTrue(text.contains("http://localhost:9000"), text);
        assertTrue(text.indexOf("line 2") < text.indexOf("line 5"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9000",
        "ftp://host",
        "https://key:secret@host",
        "//host",
        "https://",
        "not a url"
    })
    void whatIsNotTheUrlOfAServerIsRefused(String endpoint) {
        HoldfastException e =
                new ConfigFile(directory)
                        .refuse(
                                ConfigFile.example()
                                        .replace("https://s3.eu-west-1.amazonaws.com", endpoint));

        assertTrue(String.valueOf(e.getMessage()).contains("is not a URL"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {name: two} | has neither s3 nor directory",
                "- {name: here, directory: /x} | two are named 'here'",
            })
    void repositoriesMustMakeSenseTogether(String item, String message) {
        HoldfastException e = new ConfigFile(directory).refuse(GOOD + "  " + item + "\n");

        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }

    @Test
    void brokenYamlNamesTheLine() {
        HoldfastException e = new ConfigFile(directory).refuse("cluster: bank\n  port: 1\n");

        assertTrue(String.valueOf(e.getMessage()).contains("holdfast.yaml:2:"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("not valid YAML"), e.getMessage());
    }

    @Test
    void anEmptyFileLacksWhatIsRequired() {
        HoldfastException e = new ConfigFile(directory).refuse("");

        assertTrue(String.valueOf(e.getMessage()).contains("cluster: is missing"), e.getMessage());
    }

    @Test
    void aRefusedLiteralSecretIsNotRepeated() {
        HoldfastException e =
                new ConfigFile(directory).refuse(GOOD + "postgres: {password: hunter2}\n");

        assertFalse((e.getMessage() + e.hint()).contains("hunter2"), e.getMessage());
    }
}
