package io.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.settings.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A database, two S3 servers and an agent process. Closing it ends and removes everything. */
final class Scene implements AutoCloseable {
    /** As the launcher starts it; the bench runs in the checkout. */
    private static final Path OPTIONS = Path.of("cli", "src", "main", "jvm");

    private static final DateTimeFormatter BACKUP_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final long POLL_NANOS = 50_000_000;

    private final Path directory;
    private final EmbeddedPostgres server;
    private final List<EmbeddedS3> stores;
    private final List<FaultProxy> ways;
    private final Process agent;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Scene(
            Path directory,
            EmbeddedPostgres server,
            List<EmbeddedS3> stores,
            List<FaultProxy> ways,
            Process agent,
            int port) {
        this.directory = directory;
        this.server = server;
        this.stores = stores;
        this.ways = ways;
        this.agent = agent;
        this.port = port;
    }

    /** With capture alone, straight to the stores. */
    static Scene open() throws IOException {
        return open(OptionalInt.empty());
    }

    /**
     * With a network that can be stalled.
     *
     * @param backupMinute of each hour, UTC
     */
    static Scene openToStall(int backupMinute) throws IOException {
        return open(OptionalInt.of(backupMinute));
    }

    private static Scene open(OptionalInt backupMinute) throws IOException {
        Path directory = Files.createTempDirectory("holdfast-bench");
        EmbeddedPostgres server =
                EmbeddedPostgres.builder(18)
                        .setting("fsync", "off")
                        .setting("max_wal_size", "8GB")
                        .start();
        List<EmbeddedS3> stores =
                List.of(
                        EmbeddedS3.builder().bucket("one").start(),
                        EmbeddedS3.builder().bucket("two").start());
        List<FaultProxy> ways =
                backupMinute.isPresent() ? stores.stream().map(Scene::wayTo).toList() : List.of();
        int port = freePort();
        Path config = new SceneConfig(directory, server, stores, ways, port, backupMinute).write();
        setUp(config);
        Process agent = startAgent(directory, config);
        return new Scene(directory, server, stores, ways, agent, port).ready();
    }

    private static FaultProxy wayTo(EmbeddedS3 store) {
        return FaultProxy.to(store.endpoint().getHost(), store.endpoint().getPort());
    }

    private static void setUp(Path config) {
        AgentConfig read =
                AgentConfig.read(
                        config,
                        new Surroundings(
                                System::getenv, "bench", Surroundings.SecretCheck.WHEN_USED));
        try (ConfiguredRepositories repositories =
                new ConfiguredRepositories(read, new SimpleMeterRegistry(), new SecureRandom())) {
            repositories.setUp(Instant.now());
        }
    }

    private static Process startAgent(Path directory, Path config) throws IOException {
        ProcessBuilder process =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + OPTIONS.resolve("java.options"),
                        "@" + OPTIONS.resolve("agent.options"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.holdfast.cli.Main",
                        "agent",
                        "--config",
                        config.toString());
        process.environment().put("MALLOC_ARENA_MAX", "2");
        return process.redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile())
                .start();
    }

    private Scene ready() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() - deadline < 0) {
            if (!agent.isAlive()) {
                break;
            }
            try {
                if (status().path("phase").asText().equals("streaming")) {
                    return this;
                }
            } catch (IOException e) {
                // the page is not served yet
                LockSupport.parkNanos(POLL_NANOS);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        String log = Files.readString(directory.resolve("agent.log"));
        close();
        throw new IOException("the agent does not stream:\n" + log);
    }

    EmbeddedPostgres server() {
        return server;
    }

    /** The network before the second repository. */
    FaultProxy way() {
        return ways.getLast();
    }

    /** Whether a backup whose run was due at or after this moment is complete in the first one. */
    boolean isBackedUpSince(Instant moment) throws IOException {
        Path earliest = Path.of(BACKUP_ID.format(moment));
        Path backups = stores.getFirst().directory().resolve("one/clusters/bench/backups");
        if (!Files.exists(backups)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(backups)) {
            return folders.filter(folder -> backups.relativize(folder).compareTo(earliest) >= 0)
                    .anyMatch(folder -> Files.exists(folder.resolve("manifest")));
        }
    }

    /** The agent's own figures. */
    JsonNode status() throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/status")).build();
        try {
            return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The most memory that the agent had resident so far; Linux only. */
    long agentPeakResidentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(agent.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("the kernel does not tell VmHWM"));
    }

    /** The time on the processors that the agent took so far. */
    double agentCpuSeconds() {
        return agent.toHandle().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    /** The time that this process took, which has the stores and the watch in it. */
    double storesCpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        agent.destroy();
        server.close();
        ways.forEach(FaultProxy::close);
        stores.forEach(EmbeddedS3::close);
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
