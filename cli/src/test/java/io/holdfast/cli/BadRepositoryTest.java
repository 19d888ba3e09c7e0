package io.holdfast.cli;

import static io.holdfast.cli.Refusal.assertRefused;
import static io.holdfast.cli.Refusal.files;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.s3.S3CredentialSources;
import io.holdfast.repository.store.s3.S3Credentials;
import io.holdfast.repository.store.s3.S3ObjectStore;
import io.holdfast.repository.store.s3.S3Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every command that needs a repository, with one that it cannot read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRepositoryTest {
    private static final List<String> READERS =
            List.of("backups", "wal", "verify", "expire --dry-run", "expire", "restore");
    private static final String EXPIRED =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>ExpiredToken</Code>"
                    + "<Message>The provided token has expired.</Message></Error>";

    private static final String WITH_NOTHING_EXECUTED =
            """
            mount -t tmpfs -o noexec none "$1" || exit 99
            export JAVA_TOOL_OPTIONS="-Djava.io.tmpdir=$1"
            shift
            exec "$@"
            """;

    private LostDatabase lost;

    @BeforeAll
    void protectADatabaseAndLoseIt(@TempDir Path folder) throws Exception {
        lost = new LostDatabase(folder);
    }

    @AfterAll
    void close() {
        lost.close();
    }

    private Path config(String endpoint, String bucket, String key, String secret)
            throws IOException {
        Path folder = Files.createTempDirectory(lost.folder(), "config");
        Files.writeString(folder.resolve("s3.id"), lost.origin().accessKey());
        Files.writeString(folder.resolve("s3.secret"), secret);
        return Files.writeString(
                folder.resolve("holdfast.yaml"),
                """
                cluster: bank
                instance: db1
                postgres: {port: 1}
                masterKey: {file: %s}
                repositories:
                  - name: eu
                    s3:
                      endpoint: %s
                      bucket: %s
                      accessKey: {file: s3.id}
                      secretKey: {file: s3.secret}
                retention: {count: 1}
                """
                        .formatted(lost.folder().resolve(key), endpoint, bucket));
    }

    private String endpoint() {
        return lost.origin().s3().toString();
    }

    private RunCommand run(String command, Path config) {
        Path nowhere = lost.folder().resolve("nowhere");
        Stream<String> line = Stream.of(command.split(" ", -1));
        Stream<String> place =
                command.equals("restore")
                        ? Stream.of("--to", "latest", "--target", nowhere.toString())
                        : Stream.of();
        return RunCommand.of(
                Stream.of(line, place, Stream.of("-c", config.toString()))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
    }

    private Map<String, Long> everything() throws IOException {
        Map<String, Long> all = new TreeMap<>(files(lost.folder().resolve("s3")));
        files(lost.folder().resolve("repository")).forEach((name, size) -> all.put(name, size));
        return all;
    }

    /** Each reader refuses, and so do those that write. */
    private void assertAllRefuse(int exitCode, Path config, String... named) throws IOException {
        Map<String, Long> before = everything();

        for (String command : READERS) {
            assertRefused(exitCode, run(command, config), named);
        }
        for (String command : List.of("init", "backup")) {
            assertRefused(exitCode, run(command, config), named);
        }

        assertEquals(before, everything());
        assertFalse(Files.exists(lost.folder().resolve("nowhere")));
    }

    /** As on hardened hosts; the compression library is machine code. */
    @Test
    void aTemporaryDirectoryThatNothingCanBeLoadedFromIsNamed() throws Exception {
        Path temporary = Files.createTempDirectory(lost.folder(), "tmp");
        String config = lost.config().toString();
        try (ChildCommand command =
                ChildCommand.startInMounts(
                        lost.folder(), WITH_NOTHING_EXECUTED, temporary, "backups", "-c", config)) {
            int exitCode = command.awaitEnd();

            String named = "cannot be loaded from " + temporary;
            assertRefused(3, exitCode, command.err(), named);
        }
    }

    @Test
    void aWrongBucketIsNamedByEveryCommand() throws IOException {
        Path config = config(endpoint(), "elsewhere", "master.key", lost.origin().secretKey());

        assertAllRefuse(4, config, "elsewhere");
    }

    @Test
    void wrongCredentialsAreNamedByEveryCommand() throws IOException {
        Path config = config(endpoint(), "backups", "master.key", "not the secret");

        assertAllRefuse(3, config, "backups");
    }

    @Test
    @DisplayName("T38: credentials that have expired are said to have, by every command")
    void expiredCredentialsAreNamedByEveryCommand() throws IOException {
        HttpServer refusing =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext(
                "/",
                request -> {
                    byte[] body = EXPIRED.getBytes(UTF_8);
                    boolean isHead = request.getRequestMethod().equals("HEAD");
                    request.getRequestBody().readAllBytes();
                    request.sendResponseHeaders(400, isHead ? -1 : body.length);
                    if (!isHead) {
                        request.getResponseBody().write(body);
                    }
                    request.close();
                });
        refusing.start();
        try {
            String there = "http://127.0.0.1:" + refusing.getAddress().getPort();

            assertAllRefuse(3, config(there, "backups", "master.key", "secret"), "ExpiredToken");
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    @DisplayName("T38: what is refused, what is not there and what is not reached end differently")
    void theExitCodeTellsWhatIsWrong() {
        String secret = lost.origin().secretKey();

        assertEquals(ExitCode.CONFIGURATION, failing(endpoint(), "backups", "not the secret"));
        assertEquals(ExitCode.NOT_FOUND, failing(endpoint(), "elsewhere", secret));
        assertEquals(ExitCode.TRANSIENT, failing("http://127.0.0.1:1", "backups", secret));
    }

    /** Without the retries, which would take their time. */
    private ExitCode failing(String endpoint, String bucket, String secret) {
        S3Credentials credentials = S3Credentials.of(lost.origin().accessKey(), secret);
        S3Settings settings =
                S3Settings.of(
                        endpoint, "us-east-1", bucket, "", S3CredentialSources.fixed(credentials));
        try (S3ObjectStore store = S3ObjectStore.open(settings)) {
            return ExitCode.of(
                    assertThrows(HoldfastException.class, () -> store.get("any")).category());
        }
    }

    @Test
    void aWrongKeyIsNamedByEveryCommand() throws IOException {
        RunCommand.of("key", "new", "--out", lost.folder().resolve("wrong.key").toString());
        Path config = config(endpoint(), "backups", "wrong.key", lost.origin().secretKey());

        assertAllRefuse(6, config, "eu");
    }

    @Test
    void aKeyFileThatIsNoKeyIsNamedByEveryCommand() throws IOException {
        Files.writeString(lost.folder().resolve("no.key"), "swordfish");
        Path config = config(endpoint(), "backups", "no.key", lost.origin().secretKey());

        assertAllRefuse(6, config, "no.key");
    }

    @Test
    void aPortInsteadOfAUrlIsNamedByEveryCommand() throws IOException {
        String port = Integer.toString(lost.origin().s3().getPort());

        Path config = config(port, "backups", "master.key", lost.origin().secretKey());

        assertAllRefuse(3, config, "endpoint");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamedByEveryCommand() throws IOException {
        Path unmounted = lost.folder().resolve("not/mounted");
        Path config = config(endpoint(), "backups", "master.key", lost.origin().secretKey());
        String text = Files.readString(config);
        int from = text.indexOf("    s3:");
        int to = text.indexOf("retention:");
        Files.writeString(
                config,
                text.substring(0, from)
                        + "    directory: "
                        + unmounted
                        + "\n"
                        + text.substring(to));

        assertAllRefuse(3, config, unmounted.toString());
        assertFalse(Files.exists(unmounted));
    }
}
