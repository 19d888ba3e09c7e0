package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** One run of {@code initdb}. */
record InitDb(ClusterKind kind) {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** initdb refuses authentication by password without one; no server ever runs with this. */
    private static final String PLACEHOLDER = "replaced in every copy";

    /**
     * @param scratch a directory for its log and the like
     */
    void create(Path data, Path scratch) throws IOException {
        var arguments = new ArrayList<>(kind.arguments());
        arguments.add("--pgdata=" + data);
        if (kind.auth() != AuthMethod.TRUST) {
            arguments.add(
                    "--pwfile=" + Files.writeString(scratch.resolve("password"), PLACEHOLDER));
        }
        var log = scratch.resolve("initdb.log");
        var initdb = kind.installation().program("initdb");
        Programs.run("initdb of " + data, Programs.prepare(initdb, arguments, log), log, TIMEOUT);
    }
}
