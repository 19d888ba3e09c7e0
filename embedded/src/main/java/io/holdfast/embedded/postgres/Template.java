package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster of one kind, fresh from initdb, to be copied: a copy takes a tenth of the time. It lies
 * beside the binaries, and nobody changes it.
 *
 * @param data its data directory
 * @param census how much there is of it, written last
 * @param home what to delete so that it is made anew
 */
record Template(Path home, Path data, Path census) {
    private Template(Path home) {
        this(home, home.resolve("data"), home.resolve("complete"));
    }

    /** Made if there is none of this kind yet. */
    static Template of(ClusterKind kind, Path cache) throws IOException {
        return new Template(Cached.directory(cache, kind.name(), home -> make(kind, home)));
    }

    private static void make(ClusterKind kind, Path home) throws IOException {
        var template = new Template(Files.createDirectory(home));
        Files.writeString(home.resolve("kind"), kind.description());
        new InitDb(kind).create(template.data, home);
        if (!kind.templates()) {
            dropTemplates(kind.installation(), template);
        }
        Files.writeString(template.census, Census.of(template.data).toString());
    }

    private static void dropTemplates(Installation installation, Template template)
            throws IOException {
        var statements =
                List.of(
                        "update pg_database set datistemplate = false",
                        "drop database template0",
                        "drop database template1");
        new SingleUser(installation, template.data)
                .run("the template databases", statements, template.home);
    }

    /**
     * @param to does not exist, or is an empty directory
     * @throws io.holdfast.error.HoldfastException {@code embedded-postgres-template-damaged} if
     *     something is missing
     */
    void copy(Path to) throws IOException {
        var made = Files.exists(census) ? Files.readString(census) : "unknown";
        var found = Files.isDirectory(data) ? Census.of(data).toString() : "nothing";
        if (!made.equals(found)) {
            throw Failures.templateDamaged(home, made, found);
        }
        TreeCopy.copy(data, to);
    }
}
