package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.postgres.wire.ResultRow;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.Tablespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tablespaces of a server, as the manifest has them. */
record LocalTablespaces(List<Tablespace> all) {
    private static final String QUERY =
            "select oid, pg_tablespace_location(oid) as location from pg_tablespace"
                    + " where oid >= 16384 order by oid";

    static LocalTablespaces of(PgConnection sql) {
        List<Tablespace> all = new ArrayList<>();
        for (ResultRow row : sql.query(QUERY).rows()) {
            long oid = Long.parseLong(row.required("oid"));
            String location = row.required("location");
            boolean isLinked = location.startsWith("/");
            all.add(new Tablespace(oid, isLinked ? location : "pg_tblspc/" + oid, !isLinked));
        }
        return new LocalTablespaces(List.copyOf(all));
    }

    List<Tablespace> linked() {
        return all.stream().filter(space -> !space.inPlace()).toList();
    }

    /**
     * Why one of them cannot be read here; empty if all can. A link may lead to something else
     * where the agent sees other file systems than the server, so the databases in it must be those
     * that the server finds there.
     */
    Optional<String> unreadable(Path data, ServerFacts facts, PgConnection sql) {
        for (Tablespace space : linked()) {
            Path own =
                    data.resolve("pg_tblspc/" + space.oid())
                            .resolve("PG_" + facts.major() + "_" + facts.catalogVersion());
            boolean isThere = Files.isReadable(own);
            for (ResultRow row :
                    sql.query("select pg_tablespace_databases(" + space.oid() + ") as oid")
                            .rows()) {
                isThere &= Files.isDirectory(own.resolve(row.required("oid")));
            }
            if (!isThere) {
                return Optional.of(
                        "tablespace "
                                + space.oid()
                                + " at "
                                + space.location()
                                + " cannot be read here");
            }
        }
        return Optional.empty();
    }
}
