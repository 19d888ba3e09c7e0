package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.ControlFileRead;
import io.holdfast.agent.backup.disk.PostmasterFile;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.postgres.wire.ResultRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Proves that a directory is the data directory of the server that answers a session. A copy of it,
 * or that of another server, has the same names in it: so the files have to say what the server
 * says, and what this very session makes the server write has to appear there.
 */
final class LocalProof {
    /** The file is written first; until the other time is taken, memory has to be allocated. */
    private static final long LONGEST_START_SECONDS = 300;

    private static final String FACTS =
            """
            select pg_backend_pid() as pid,
                   (select count(*) from pg_stat_activity where pid = pg_backend_pid()) as seen,
                   extract(epoch from pg_postmaster_start_time())::bigint as started,
                   current_setting('port') as port,
                   (select system_identifier from pg_control_system()) as cluster,
                   (select bool_and(has_function_privilege(oid, 'execute')) from pg_proc
                    where pronamespace = 'pg_catalog'::regnamespace and proname in
                    ('pg_backup_start', 'pg_backup_stop', 'pg_start_backup', 'pg_stop_backup'))
                   as may""";

    private final LocalSession session;
    private final PgConnection sql;
    private final ServerSurvey survey;

    /** What came of it. */
    sealed interface Outcome {
        record Proven(LocalServer server) implements Outcome {}

        /**
         * @param reason half a sentence
         */
        record Failed(String reason) implements Outcome {}
    }

    LocalProof(LocalSession session, ServerSurvey survey) {
        this.session = session;
        this.sql = session.sql();
        this.survey = survey;
    }

    /**
     * @param given where the data directory is said to be; empty: where the server has it
     */
    Outcome of(Optional<Path> given) throws InterruptedException {
        Optional<String> named = Optional.ofNullable(survey.settings().get("data_directory"));
        Optional<Path> data = given.or(() -> named.map(Path::of));
        if (data.isEmpty()) {
            return failed("the role may not see data_directory, and none is configured");
        }
        try {
            return at(data.get(), named);
        } catch (IOException | UncheckedIOException e) {
            return failed(data.get() + " cannot be read: " + e.getMessage());
        } catch (HoldfastException e) {
            if (!sql.isOpen()) {
                throw e;
            }
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Outcome at(Path data, Optional<String> named) throws IOException, InterruptedException {
        if (!Files.isReadable(data.resolve(ControlFile.PATH))) {
            return failed("there is no data directory at " + data + " that can be read here");
        }
        ResultRow server = sql.query(FACTS).row();
        Optional<PostmasterFile> file = PostmasterFile.read(data);
        if (file.isEmpty()) {
            return failed("no server runs on " + data);
        }
        LocalTablespaces tablespaces = LocalTablespaces.of(sql);
        return backend(server)
                .or(() -> postmaster(server, file.get(), named, data))
                .or(() -> tablespaces(tablespaces, data, named))
                .or(() -> tablespaces.unreadable(data, survey.facts(), sql))
                .or(() -> cluster(server, control(data), data))
                .or(() -> writing(data))
                .<Outcome>map(Outcome.Failed::new)
                .orElseGet(
                        () ->
                                new Outcome.Proven(
                                        new LocalServer(session, data, file.get(), tablespaces)));
    }

    private Optional<String> backend(ResultRow server) {
        boolean isOurs =
                server.required("pid").equals(Integer.toString(sql.backendPid()))
                        && server.required("seen").equals("1");
        if (!isOurs) {
            return Optional.of("a pooler stands between the agent and the server");
        }
        return server.required("may").equals("t")
                ? Optional.empty()
                : Optional.of("the role may not start and stop backups");
    }

    private static Optional<String> cluster(ResultRow server, ControlFile control, Path data) {
        String there = control.systemIdentifier().toString();
        String here = server.required("cluster");
        return there.equals(here)
                ? Optional.empty()
                : Optional.of(data + " is of cluster " + there + ", and the server of " + here);
    }

    private static Optional<String> postmaster(
            ResultRow server, PostmasterFile file, Optional<String> named, Path data) {
        long apart = Long.parseLong(server.required("started")) - file.startedAt();
        boolean fits =
                apart >= -1
                        && apart <= LONGEST_START_SECONDS
                        && server.required("port").equals(Integer.toString(file.port()))
                        && named.filter(name -> !isSame(name, file.dataDirectory())).isEmpty();
        return fits
                ? Optional.empty()
                : Optional.of("postmaster.pid in " + data + " is not of the server that answers");
    }

    /** The file has one char a byte, the setting is text. */
    private static boolean isSame(String setting, String written) {
        byte[] bytes = written.getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8).equals(setting);
    }

    /** Under another path the agent sees other mounts than the server, and links lead elsewhere. */
    private static Optional<String> tablespaces(
            LocalTablespaces tablespaces, Path data, Optional<String> named) {
        boolean isSamePath = named.filter(name -> Path.of(name).equals(data)).isPresent();
        return isSamePath || tablespaces.linked().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the server has tablespaces elsewhere, and "
                                + data
                                + " is not the path by which it knows its data directory");
    }

    private static ControlFile control(Path data) {
        try {
            return ControlFile.parse(ControlFileRead.of(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
    }

    /**
     * A snapshot that this session exports is a file in {@code pg_snapshots} with its process id in
     * it ({@code ExportSnapshot}, snapmgr.c), and goes when the transaction ends.
     */
    private Optional<String> writing(Path data) {
        boolean isThere;
        Path file;
        sql.query("begin isolation level repeatable read read only");
        try {
            String name = sql.query("select pg_export_snapshot() as name").row().required("name");
            file = data.resolve("pg_snapshots").resolve(name);
            isThere = holds(file, "pid:" + sql.backendPid());
        } finally {
            if (sql.isOpen()) {
                sql.query("rollback");
            }
        }
        return isThere && !Files.exists(file)
                ? Optional.empty()
                : Optional.of("what the server writes does not appear in " + data);
    }

    private static boolean holds(Path file, String line) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line::equals);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome failed(String reason) {
        return new Outcome.Failed(reason);
    }
}
