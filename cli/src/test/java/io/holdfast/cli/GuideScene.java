package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.cli.GuidePage.Block;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.EmbeddedPostgresBuilder;
import io.holdfast.embedded.s3.EmbeddedS3;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The host of which the guide speaks: a PostgreSQL 18 with a bank, an S3 server, the secrets that
 * its reader has, and what stands here for the names in its pages. Everything lies below one
 * folder, so that nothing of this machine is touched:
 *
 * <ul>
 *   <li>{@code /etc}, {@code /var} and {@code /srv} are folders in it, and it is the reader's home;
 *   <li>the endpoint at Amazon is the S3 server, whose bucket exists;
 *   <li>the server's programs are those of that PostgreSQL;
 *   <li>the ports of PostgreSQL and of the agent's page are free ones;
 *   <li>{@code ...} is the secret that belongs there, and the point in time and the backup that are
 *       given as examples are such as exist.
 * </ul>
 */
final class GuideScene implements AutoCloseable {
    private static final int MAJOR = 18;
    private static final String EXPIRER = "expirer";
    private static final String EXPIRER_SECRET = "only-it-may-delete";
    private static final String PASSWORD = "open sesame";

    private final Path home;
    private final EmbeddedS3 s3;
    private final EmbeddedPostgres server;
    private final Shell shell;
    private final int pagePort = freePort();
    private final int restoredPort = freePort();
    private final int planePort = threeFreePorts();
    private @Nullable EmbeddedS3 forExpiry;
    private final Map<String, String> here = new LinkedHashMap<>();

    GuideScene(Path home, GuidePage firstBackup) throws IOException {
        this.home = home;
        for (String folder :
                List.of("etc/holdfast", "var/backups", "var/lib/postgresql/18", "srv")) {
            Files.createDirectories(home.resolve(folder));
        }
        this.s3 = EmbeddedS3.builder().bucket("bank-backups").start();
        this.server = server(firstBackup, home.resolve("var/lib/postgresql/18/main"));
        this.shell = new Shell(home);
        shell.program("pg_ctl", pgCtl());
        shell.with("HOLDFAST_CONFIG", home.resolve("etc/holdfast/holdfast.yaml").toString());
        shell.with("PGPORT", Integer.toString(restoredPort));
        shell.with("HOME", home.toString());
        shell.with("XDG_STATE_HOME", home.resolve(".local/state").toString());
        shell.with("XDG_CONFIG_HOME", home.resolve(".config").toString());
        secrets();
        here.put("holdfast control-plane", "holdfast control-plane --port " + planePort);
        here.put(":7440", ":" + planePort);
        here.put(":7441", ":" + (planePort + 1));
        here.put("https://s3.eu-west-1.amazonaws.com", s3.endpoint().toString());
        here.put("/usr/lib/postgresql/18/bin", EmbeddedPostgres.programs(MAJOR).toString());
        Stream.of("/etc/", "/var/", "/srv/").forEach(root -> here.put(root, home + root));
        here.put("EXPIRE_ACCESS_KEY=...", "EXPIRE_ACCESS_KEY=" + EXPIRER);
        here.put("EXPIRE_SECRET_KEY=...", "EXPIRE_SECRET_KEY=" + EXPIRER_SECRET);
        here.put("AWS_ACCESS_KEY_ID=...", "AWS_ACCESS_KEY_ID=" + s3.accessKey());
        here.put("AWS_SECRET_ACCESS_KEY=...", "AWS_SECRET_ACCESS_KEY=" + s3.secretKey());
    }

    private static EmbeddedPostgres server(GuidePage page, Path data) {
        EmbeddedPostgresBuilder builder =
                EmbeddedPostgres.builder(MAJOR)
                        .dataDirectory(data)
                        .walSegmentSizeMb(1)
                        .setting("checkpoint_timeout", "30s")
                        .setting("checkpoint_completion_target", "0.1");
        Block rules = page.first(GuidePage.Kind.HBA).orElseThrow();
        rules.text().lines().forEach(builder::accessRule);
        EmbeddedPostgres server = builder.start();
        server.execute(
                "create table account as select n as id from generate_series(1, 1000) n",
                "checkpoint");
        return server;
    }

    /** PostgreSQL refuses to run as root, so root has it run as somebody else. */
    private String pgCtl() {
        String program =
                ProcessHandle.of(server.pid())
                        .flatMap(process -> process.info().command())
                        .map(postgres -> Path.of(postgres).resolveSibling("pg_ctl").toString())
                        .orElseThrow();
        return """
        #!/bin/sh
        [ "$(id -u)" = 0 ] && exec unshare -U '%1$s' "$@" -l '%2$s/pg.log'
        exec '%1$s' "$@" -l '%2$s/pg.log'
        """
                .formatted(program, home);
    }

    private void secrets() throws IOException {
        Path etc = home.resolve("etc/holdfast");
        Files.writeString(etc.resolve("pg.password"), PASSWORD);
        Files.writeString(etc.resolve("s3.id"), s3.accessKey());
        Files.writeString(etc.resolve("s3.secret"), s3.secretKey());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Shell shell() {
        return shell;
    }

    EmbeddedPostgres server() {
        return server;
    }

    /** Of the server that is started on what was restored. */
    int restoredPort() {
        return restoredPort;
    }

    /** From the commands on that take other credentials, the bucket lets in nobody else. */
    void expect(String script) {
        if (script.contains(EXPIRER) && forExpiry == null) {
            s3.stop();
            forExpiry =
                    EmbeddedS3.builder()
                            .directory(s3.directory())
                            .port(s3.endpoint().getPort())
                            .credentials(EXPIRER, EXPIRER_SECRET)
                            .start();
        }
    }

    /** Makes the retention stricter than the page's. */
    void keepOneBackup() throws IOException {
        Path file = home.resolve("etc/holdfast/holdfast.yaml");
        String text = Files.readString(file);
        Files.writeString(
                file, text.substring(0, text.indexOf("retention:")) + "retention: {count: 1}\n");
    }

    /** Whoever interrupts a restore deletes what it left. */
    void deleteTarget(String script) throws IOException {
        Matcher target = Pattern.compile("--target (\\S+)").matcher(script);
        while (target.find()) {
            delete(Path.of(target.group(1)));
            delete(Path.of(target.group(1) + ".spool"));
        }
    }

    /** Something that a page gives as an example, and what it is here. */
    void means(String example, String real) {
        here.put(example, real);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** A text of the guide, as it reads here. */
    String here(String text) {
        String result = text;
        for (Map.Entry<String, String> each : here.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        return result;
    }

    void sql(String statements) {
        String real = statements.replace("'...'", "'" + PASSWORD + "'");
        Stream.of(real.split(";", -1)).filter(s -> !s.isBlank()).forEach(server::execute);
    }

    /** Writes the file, or adds a section to it. */
    void configuration(String text) throws IOException {
        if (text.startsWith("database:")) {
            Files.writeString(home.resolve("etc/holdfast/control-plane.yaml"), here(text));
            return;
        }
        Path file = home.resolve("etc/holdfast/holdfast.yaml");
        String before =
                Files.exists(file)
                        ? Files.readString(file)
                        : "http: {port: %d}\n".formatted(pagePort);
        String own = "postgres:\n  port: " + server.port() + "\n";
        Files.writeString(file, before + here(text).replace("postgres:\n", own), UTF_8);
    }

    /** The first of three in a row. */
    private static int threeFreePorts() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = freePort();
            try (ServerSocket second = new ServerSocket(first + 1);
                    ServerSocket third = new ServerSocket(second.getLocalPort() + 1)) {
                return third.getLocalPort() - 2;
            } catch (IOException e) {
                // one of them is taken: another try
            }
        }
        throw new IOException("there are no three free ports in a row");
    }

    /** What a command says that stays, when it has begun. */
    String announcement(String script) {
        if (script.startsWith("holdfast control-plane")) {
            return "The password of admin";
        }
        return script.startsWith("holdfast agent") ? "The agent of " : "pg_ctl -D ";
    }

    /** Whoever starts a control plane keeps the password that it shows. */
    void keepPassword(String said) throws IOException {
        Matcher password = Pattern.compile("The password of admin, [^:]*: (\\S+)").matcher(said);
        if (password.find()) {
            Files.writeString(home.resolve("admin.password"), password.group(1));
        }
    }

    /** A number may long be that of another process. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /** Kills what a page started with pg_ctl. */
    private void killRestored() throws IOException {
        Path restored = home.resolve("var/lib/postgresql/18");
        try (Stream<Path> files = Files.walk(restored, 2)) {
            for (Path pid : files.filter(f -> f.endsWith("postmaster.pid")).toList()) {
                long postmaster = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
                ProcessHandle.of(postmaster)
                        .filter(GuideScene::isPostgres)
                        .ifPresent(
                                process -> {
                                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                                    process.destroyForcibly();
                                    process.onExit().join();
                                });
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            killRestored();
        } finally {
            server.close();
            if (forExpiry != null) {
                forExpiry.close();
            }
            s3.close();
        }
    }
}
