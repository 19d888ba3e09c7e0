package io.holdfast.agent.verify.trial;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.ResultRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Connects to every database of a started server and reads its catalog of relations. */
final class Catalogs {
    private static final Duration INDEX_PATIENCE = Duration.ofHours(6);

    private static final String DATABASES =
            "select datname, datallowconn and datconnlimit <> -2 as usable from pg_database"
                    + " order by datname";

    /** With the names, so that the table is read and not only an index. */
    private static final String RELATIONS =
            "select count(*) as relations, sum(length(relname::text)) as names from pg_class";

    /** Of the files of the copy: the command line has emptied them. */
    private static final String LIBRARIES =
            "select distinct on (name) name, setting from pg_file_settings where name in"
                    + " ('shared_preload_libraries', 'session_preload_libraries',"
                    + " 'local_preload_libraries') order by name, seqno desc";

    private static final String AMCHECK =
            "select quote_ident(nspname) as schema from pg_extension e join pg_namespace n on"
                    + " n.oid = e.extnamespace where extname = 'amcheck'";

    private static final String INDEXES =
            "select c.oid from pg_class c join pg_index i on i.indexrelid = c.oid join pg_am a on"
                    + " a.oid = c.relam where a.amname = 'btree' and c.relkind = 'i' and"
                    + " c.relpersistence = 'p' and i.indisready and i.indisvalid order by c.oid";

    private final TrialServer server;
    private final boolean isCheckingIndexes;
    private final List<String> leftOut = new ArrayList<>();
    private int databases;
    private long relations;
    private long indexes;

    Catalogs(TrialServer server, boolean isCheckingIndexes) {
        this.server = server;
        this.isCheckingIndexes = isCheckingIndexes;
    }

    /**
     * @throws HoldfastException {@code verify-database-unreadable}, of category integrity, where
     *     the server itself finds its data damaged
     */
    void look() {
        libraries();
        List<ResultRow> all;
        try (PgConnection session = server.control()) {
            all = session.query(DATABASES).rows();
        }
        for (ResultRow row : all) {
            String name = row.required("datname");
            if (row.required("usable").equals("t")) {
                read("database " + name, () -> database(name));
                databases++;
            } else {
                leftOut.add("database " + name + " accepts no connections, so it was not read");
            }
        }
    }

    private void libraries() {
        try (PgConnection session = server.control()) {
            for (ResultRow row : session.query(LIBRARIES).rows()) {
                row.text("setting")
                        .filter(libraries -> !libraries.isBlank())
                        .ifPresent(
                                libraries ->
                                        leftOut.add(
                                                "%s was not loaded: %s"
                                                        .formatted(
                                                                row.required("name"), libraries)));
            }
        } catch (HoldfastException e) {
            if (SqlState.of(e).filter(SqlState.INSUFFICIENT_PRIVILEGE::equals).isEmpty()) {
                throw e;
            }
            leftOut.add("whether the configuration loads libraries could not be told");
        }
    }

    private void database(String name) {
        try (PgConnection session = server.connect(name)) {
            relations += Long.parseLong(session.query(RELATIONS).row().required("relations"));
            if (isCheckingIndexes) {
                indexes(session, name);
            }
        }
    }

    private void indexes(PgConnection session, String database) {
        List<ResultRow> extension = session.query(AMCHECK).rows();
        if (extension.isEmpty()) {
            leftOut.add("the indexes of database " + database + ", which has no amcheck");
            return;
        }
        String check = extension.getFirst().required("schema") + ".bt_index_check";
        for (ResultRow index : session.query(INDEXES).rows()) {
            String oid = index.required("oid");
            read(
                    "index " + oid + " of database " + database,
                    () -> session.query("select " + check + "(" + oid + ")", INDEX_PATIENCE));
            indexes++;
        }
    }

    /**
     * SQLSTATE class XX: PostgreSQL's {@code ERRCODE_DATA_CORRUPTED} and what it does not expect.
     */
    private static void read(String what, Runnable question) {
        try {
            question.run();
        } catch (HoldfastException e) {
            if (SqlState.of(e).filter(state -> state.startsWith("XX")).isEmpty()) {
                throw e;
            }
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "verify-database-unreadable",
                    what + " cannot be read in the restored server: " + e.getMessage(),
                    "Look whether the original is damaged too, and keep everything as it is.",
                    e);
        }
    }

    int databases() {
        return databases;
    }

    long relations() {
        return relations;
    }

    long indexes() {
        return indexes;
    }

    List<String> leftOut() {
        return leftOut;
    }
}
