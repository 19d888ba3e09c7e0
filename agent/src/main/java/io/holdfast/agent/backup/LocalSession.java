package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.wire.ReplicationResults.BackupPosition;
import io.holdfast.postgres.wire.ResultRow;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one session between a backup's start and its stop (T46): when it is lost, the server has
 * given the backup up, and nothing of it may be listed.
 */
final class LocalSession implements AutoCloseable {
    private static final int FIRST_WITH_NEW_NAMES = 15;
    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final PgConnection sql;
    private final LongSupplier nanoTime;
    private long looked;

    /** What the server says in the end, byte for byte. */
    record Stopped(BackupPosition at, byte[] label, byte[] tablespaceMap) {}

    /**
     * @param nanoTime monotonic
     */
    LocalSession(PgConnection sql, LongSupplier nanoTime) {
        this.sql = sql;
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong();
    }

    PgConnection sql() {
        return sql;
    }

    /** Waits for the server's checkpoint. */
    Lsn start(BackupRequest request) {
        // a long silence is no reason to end this session; SQL_ASCII sends bytes as they are; and
        // whoever looks at the sessions sees which one a backup hangs on
        sql.query(
                "set statement_timeout = 0; set lock_timeout = 0; set idle_session_timeout = 0;"
                        + " set client_encoding = 'SQL_ASCII';"
                        + " set application_name = 'holdfast-backup'");
        if (sql.serverMajor() >= FIRST_WITH_TRANSACTION_TIMEOUT) {
            sql.query("set transaction_timeout = 0");
        }
        String arguments = Sql.literal(request.label()) + ", " + request.fastCheckpoint();
        String call =
                sql.serverMajor() < FIRST_WITH_NEW_NAMES
                        ? "pg_start_backup(" + arguments + ", false)"
                        : "pg_backup_start(" + arguments + ")";
        String started =
                sql.query("select " + call + " as lsn", request.patience().forServer())
                        .row()
                        .required("lsn");
        looked = nanoTime.getAsLong();
        return Lsn.parse(started);
    }

    /** Throws if the session is lost; asks the server from time to time. */
    void check() {
        if (!sql.isOpen()) {
            throw lost(null);
        }
        if (nanoTime.getAsLong() - looked < LOOK_EVERY_NANOS) {
            return;
        }
        try {
            requireSameBackend(sql.query("select pg_backend_pid() as pid").row());
            looked = nanoTime.getAsLong();
        } catch (HoldfastException e) {
            throw lost(e);
        }
    }

    Stopped stop(Duration patience) {
        String call =
                sql.serverMajor() < FIRST_WITH_NEW_NAMES
                        ? "pg_stop_backup(false, false)"
                        : "pg_backup_stop(false)";
        ResultRow row;
        try {
            row =
                    sql.query(
                                    "select lsn, encode(textsend(labelfile), 'hex') as label,"
                                            + " encode(textsend(spcmapfile), 'hex') as map,"
                                            + " pg_backend_pid() as pid,"
                                            + " left(pg_walfile_name(lsn), 8) as timeline from "
                                            + call,
                                    patience)
                            .row();
        } catch (HoldfastException e) {
            throw sql.isOpen() ? e : lost(e);
        }
        requireSameBackend(row);
        return new Stopped(
                new BackupPosition(
                        Lsn.parse(row.required("lsn")),
                        new TimelineId(Integer.parseUnsignedInt(row.required("timeline"), 16))),
                HexFormat.of().parseHex(row.required("label")),
                HexFormat.of().parseHex(row.text("map").orElse("")));
    }

    private void requireSameBackend(ResultRow row) {
        if (!row.required("pid").equals(Integer.toString(sql.backendPid()))) {
            throw lost(null);
        }
    }

    private static HoldfastException lost(@Nullable Exception cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "backup-session-lost",
                "the session that held the backup was lost: "
                        + (cause == null ? "the server closed it" : cause.getMessage()),
                "Start another backup; the server was restarted, or somebody ended the session.",
                cause);
    }

    /** The server gives up a backup that was not stopped. */
    @Override
    public void close() {
        sql.close();
    }
}
