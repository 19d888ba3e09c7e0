package io.holdfast.embedded.postgres;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server on 127.0.0.1: its process, its data directory and a way to talk to it.
 * Nothing of it survives {@link #close()} nor the end of this JVM, except a data directory that was
 * given to it (and, when the JVM is killed, what lies in the temporary directory). It may be
 * stopped, killed and started again, always on the same port.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final ServerPlan plan;
    private final Thread atExit = new Thread(this::killAtExit, "embedded-postgres-exit");
    private volatile @Nullable Postmaster postmaster;

    EmbeddedPostgres(ServerPlan plan) {
        this.plan = plan;
    }

    /** The majors that can be started. */
    public static List<Integer> majors() {
        return Binaries.MAJORS;
    }

    /** Where the programs of a major are: {@code postgres}, {@code initdb}. */
    public static Path programs(int major) {
        return Binaries.unpacked(major, Binaries.cacheDirectory(System.getenv())).programs();
    }

    /** A new cluster of a major. */
    public static EmbeddedPostgresBuilder builder(int major) {
        return new EmbeddedPostgresBuilder(major);
    }

    /** A server over a data directory that exists, such as a restored one. */
    public static OpenPostgresBuilder open(int major, Path dataDirectory) {
        return new OpenPostgresBuilder(major, dataDirectory);
    }

    /**
     * A running streaming standby of this running server, made from an online copy of its data
     * directory. Tablespaces outside of the data directory are refused.
     *
     * @param settings given on the standby's command line
     */
    public EmbeddedPostgres startStandby(Map<String, String> settings) {
        return new StandbyOf(plan, sql()).start(settings);
    }

    /** Starts a stopped server again, on its port, and waits until it accepts connections. */
    public void start() {
        try {
            launch();
        } catch (IOException e) {
            throw Failures.didNotStart(name(), "cannot be started", Logs.tail(plan.log()), e);
        }
        awaitReady();
    }

    /**
     * Waits until connections are accepted, or, with {@code hot_standby=off}, until the server runs
     * in recovery.
     *
     * @throws HoldfastException {@code embedded-postgres-start-failed} when it ended instead,
     *     {@code embedded-postgres-timed-out} after the start timeout
     */
    public void awaitReady() {
        var running = started();
        Poll.until(plan.startTimeout(), () -> isReady(running) || !running.isAlive());
        if (!running.isAlive()) {
            throw Failures.didNotStart(
                    name(), "exited with " + running.exitCode(), Logs.tail(plan.log()), null);
        }
        if (!isReady(running)) {
            throw Failures.timedOut("the start of " + name(), Logs.tail(plan.log()));
        }
    }

    /**
     * Asks for a shutdown and waits a minute at most; a hang is killed and reported by exception.
     */
    public void stop(StopMode mode) {
        switch (stop(mode, STOP_TIMEOUT)) {
            case StopOutcome.Stopped ignored -> {}
            case StopOutcome.TimedOut timedOut -> {
                kill();
                throw Failures.timedOut("the stop of " + name(), Logs.tail(plan.log()));
            }
        }
    }

    /** Asks for a shutdown and waits; a server that hangs is left as it is. */
    public StopOutcome stop(StopMode mode, Duration timeout) {
        var running = started();
        signal(running, mode.signal());
        return running.awaitExit(timeout)
                ? new StopOutcome.Stopped(running.exitCode().orElseThrow())
                : new StopOutcome.TimedOut(timeout);
    }

    /** SIGKILL to the postmaster and all its children; returns when none is left. */
    public void kill() {
        Postmaster victim = started();
        try {
            victim.killAll();
            var segment = PidFile.sharedMemory(plan.data(), victim.pid());
            if (segment.isPresent()) {
                SharedMemory.remove(segment.get());
            }
        } catch (IOException e) {
            throw Failures.unreadable("kill " + name(), e);
        }
    }

    /** A fast stop and a start. */
    public void restart() {
        stop(StopMode.FAST);
        start();
    }

    /** Ends recovery as pg_ctl does, and returns when the server accepts writes. */
    public void promote() {
        var running = started();
        try {
            Files.writeString(plan.data().resolve("promote"), "");
        } catch (IOException e) {
            throw Failures.unreadable("write the promote file of " + name(), e);
        }
        signal(running, "USR1");
        awaitReady();
        if (!Poll.until(
                plan.startTimeout(), () -> queryString("select pg_is_in_recovery()").equals("f"))) {
            throw Failures.timedOut("the promotion of " + name(), Logs.tail(plan.log()));
        }
    }

    /** Returns when this standby has replayed all that its primary has written so far. */
    public void awaitReplayOf(EmbeddedPostgres primary) {
        var written = primary.queryString("select pg_current_wal_flush_lsn()");
        var query = "select pg_last_wal_replay_lsn() >= '" + written + "'";
        if (!Poll.until(plan.startTimeout(), () -> queryString(query).equals("t"))) {
            throw Failures.timedOut(
                    name() + ", replaying up to " + written + ",", Logs.tail(plan.log()));
        }
    }

    /** Whether the postmaster runs. */
    public boolean isAlive() {
        var running = postmaster;
        return running != null && running.isAlive();
    }

    /** Of the last run, empty while it runs; 128 + n after signal n. */
    public OptionalInt exitCode() {
        return started().exitCode();
    }

    /** The postmaster's. */
    public long pid() {
        return started().pid();
    }

    /** Everything the server wrote to its log, over all its starts. */
    public String log() {
        return Logs.text(plan.log());
    }

    public int major() {
        return plan.installation().major();
    }

    public int port() {
        return plan.login().port();
    }

    public Path dataDirectory() {
        return plan.data();
    }

    /** Where the Unix socket is: {@code .s.PGSQL.<port>}. */
    public Path socketDirectory() {
        return plan.sockets();
    }

    /** As superuser, to the database postgres. */
    public ConnectionInfo connectionInfo() {
        return plan.login();
    }

    /** A connection as superuser to the database postgres; the caller closes it. */
    public Connection connect() {
        return sql().connect();
    }

    /** Runs each statement by itself, all over one connection. */
    public void execute(String... statements) {
        sql().execute(statements);
    }

    /** The first column of the first row, as text; it is an error if there is none. */
    public String queryString(String query) {
        return sql().query(query);
    }

    /** The first column of the first row, as a number; it is an error if there is none. */
    public long queryLong(String query) {
        return Long.parseLong(sql().query(query));
    }

    /** Kills the server and deletes its own directory. Idempotent. */
    @Override
    public void close() {
        abandon();
        try {
            Trees.delete(plan.root());
        } catch (IOException e) {
            throw Failures.unreadable("delete " + plan.root(), e);
        }
    }

    void launch() throws IOException {
        if (isAlive()) {
            throw Failures.misused(name() + " runs already", "Stop the server first.");
        }
        if (postmaster == null) {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        postmaster = Postmaster.launch(plan.command());
    }

    /**
     * Leaves it to the caller to stop the server when the JVM is asked to end: it is not killed
     * then. A JVM that is killed takes it along all the same.
     */
    public void stayAtExit() {
        forgetHook();
    }

    /** Leaves no process and no hook; the directory stays. */
    void abandon() {
        if (postmaster != null) {
            kill();
            postmaster = null;
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and finds what is left to do.
            LOG.debug("closed while the jvm ends", e);
        }
    }

    private void killAtExit() {
        try {
            if (isAlive()) {
                kill();
            }
            Trees.delete(plan.root());
        } catch (IOException e) {
            throw Failures.unreadable("clean up " + name(), e);
        }
    }

    private boolean isReady(Postmaster running) {
        return PidFile.isReady(plan.data(), running.pid());
    }

    private static void signal(Postmaster running, String signal) {
        try {
            running.signal(signal);
        } catch (IOException e) {
            throw Failures.unreadable("signal " + running.pid(), e);
        }
    }

    private Sql sql() {
        return new Sql(plan.login());
    }

    private Postmaster started() {
        var running = postmaster;
        if (running == null) {
            throw Failures.misused(name() + " is closed", "Start another server.");
        }
        return running;
    }

    private String name() {
        return "postgresql " + plan.installation().version() + " on " + plan.data();
    }
}
