package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.demo.bank.Bank;
import io.holdfast.cli.demo.bank.Books;
import io.holdfast.cli.demo.bank.ClientLog;
import io.holdfast.cli.demo.bank.Evidence;
import io.holdfast.cli.demo.bank.Verdict;
import io.holdfast.cli.demo.bank.Workload;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** A bank whose clients write until they are told to end, and remember what was confirmed. */
final class LoadedBank implements AutoCloseable {
    private static final Bank BANK = new Bank(20, 1000);
    private static final int CLIENTS = 4;

    /** A busy machine commits more while it crashes than has to be read again after each crash. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final int major;
    private final Workload workload;

    private LoadedBank(int major, Workload workload) {
        this.major = major;
        this.workload = workload;
    }

    /** Makes the bank's tables, and opens it to its clients. */
    static LoadedBank open(EmbeddedPostgres server) throws Exception {
        try (Connection connection = server.connect()) {
            BANK.open(connection);
        }
        return new LoadedBank(
                server.major(),
                Workload.start(
                        CLIENTS,
                        LONGEST_PAUSE,
                        BANK,
                        server::connect,
                        new SplittableRandom(1),
                        Instant::now));
    }

    /** Ends the clients, if they have not lost their server already. */
    List<ClientLog> end() throws InterruptedException {
        return workload.awaitEnd();
    }

    /** How many transfers were confirmed so far. */
    int confirmed() {
        return workload.acknowledged();
    }

    /** Restores by the command, and compares what comes back with what the clients know. */
    void assertComesBack(Scene scene, Lsn frontier, String... options) throws Exception {
        Restored.look(scene, major, server -> assertIsIn(server, frontier), options);
    }

    /** Compares what a restored server holds with what the clients know. */
    Verdict assertIsIn(EmbeddedPostgres restored, Lsn frontier) throws Exception {
        Books books;
        try (Connection connection = restored.connect()) {
            books = BANK.read(connection);
        }
        Verdict verdict = Verdict.of(new Evidence(BANK, end(), frontier, books));
        assertEquals(List.of(), verdict.violations());
        assertTrue(verdict.promised() > 0, verdict::toString);
        return verdict;
    }

    @Override
    public void close() {
        workload.close();
    }
}
