package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a template, made a cluster of its own: identifier, password, settings, access rules.
 */
record NewCluster(
        Installation installation,
        long identifier,
        @Nullable String password,
        Map<String, String> settings,
        List<String> accessRules) {
    /**
     * @param data does not exist, or is an empty directory
     * @param root a directory for logs and the like
     */
    void create(Template template, Path data, Path root) throws IOException {
        prepare(data);
        template.copy(data);
        NewIdentity.give(data, identifier);
        if (password != null) {
            var alter =
                    "alter role %s password E%s"
                            .formatted(EmbeddedPostgresBuilder.USER, Quoting.setting(password));
            new SingleUser(installation, data).run("the password", List.of(alter), root);
        }
        configure(data);
    }

    private static void prepare(Path data) throws IOException {
        if (!Files.exists(data)) {
            Files.createDirectories(data.resolveSibling("."));
            return;
        }
        try (var content = Files.list(data)) {
            if (content.findAny().isPresent()) {
                throw Failures.misused(
                        data + " is not empty",
                        "Name a directory that is empty or does not exist, or open the cluster in"
                                + " it.");
            }
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
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
