package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates a cluster: runs {@code initdb}, then writes the settings and the access rules. */
record InitDb(
        Installation installation,
        int walSegmentSizeMb,
        boolean dataChecksums,
        AuthMethod auth,
        @Nullable String password,
        Map<String, String> settings,
        List<String> accessRules) {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    void create(Path data, Path root) throws IOException {
        var log = root.resolve("initdb.log");
        var passwordFile = root.resolve("password");
        if (password != null) {
            Files.writeString(passwordFile, password + "\n");
        }
        var command =
                Programs.prepare(
                        installation.program("initdb"), arguments(data, passwordFile), log);
        var process = Postmaster.launch(command);
        if (!process.awaitExit(TIMEOUT)) {
            process.killAll();
            throw Failures.timedOut("initdb of " + data, Logs.tail(log));
        }
        var exitCode = process.exitCode().orElseThrow();
        if (exitCode != 0) {
            throw Failures.didNotStart(
                    "initdb of " + data, "exited with " + exitCode, Logs.tail(log), null);
        }
        Files.deleteIfExists(passwordFile);
        configure(data);
    }

    private List<String> arguments(Path data, Path passwordFile) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--pgdata=" + data,
                                "--username=" + EmbeddedPostgresBuilder.USER,
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync",
                                "--no-instructions",
                                "--auth=" + auth.word(),
                                "--wal-segsize=" + walSegmentSizeMb));
        if (password != null) {
            arguments.add("--pwfile=" + passwordFile);
        }
        if (dataChecksums) {
            arguments.add("--data-checksums");
        } else if (installation.major() >= 18) {
            // On by default from 18.
            arguments.add("--no-data-checksums");
        }
        return arguments;
    }

    private void configure(Path data) throws IOException {
        var lines = new ArrayList<String>();
        settings.forEach((name, value) -> lines.add(name + " = " + Quoting.setting(value)));
        Files.write(data.resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
        // The first rule that matches wins.
        var rules = data.resolve("pg_hba.conf");
        var all = new ArrayList<>(accessRules);
        all.addAll(Files.readAllLines(rules));
        Files.write(rules, all);
    }
}
