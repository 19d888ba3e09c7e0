package io.holdfast.cli.demo.bank;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** The bank's clients, each on a virtual thread and a connection of its own. */
public final class Workload implements AutoCloseable {
    private static final Duration END_DEADLINE = Duration.ofSeconds(20);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Workload() {}

    /**
     * Starts the clients.
     *
     * @param longestPause a client waits up to this long, half of it in the mean, after each
     *     transfer
     * @param connections opens a connection for each client, which closes it
     * @param random what they do depends on it alone, how far they come does not
     */
    public static Workload start(
            int clients,
            Duration longestPause,
            Bank bank,
            Supplier<Connection> connections,
            SplittableRandom random,
            InstantSource clock) {
        Workload workload = new Workload();
        for (int number = 1; number <= clients; number++) {
            Client client =
                    new Client(
                            number,
                            longestPause,
                            bank,
                            connections,
                            random.split(),
                            clock,
                            workload.stopping);
            workload.clients.add(client);
            workload.threads.add(Thread.ofVirtual().name("client-" + number).start(client));
        }
        return workload;
    }

    /** How many transfers were confirmed so far. */
    public int acknowledged() {
        return clients.stream().mapToInt(Client::acknowledgedCount).sum();
    }

    /** Fails if a client has ended although its server should be well. */
    public void requireRunning() {
        for (Client client : clients) {
            client.end()
                    .ifPresent(
                            e -> {
                                throw new HoldfastException(
                                        ErrorCategory.POSTGRES,
                                        "demo-client-ended",
                                        "a client of the bank lost its database: " + e.getMessage(),
                                        "See whether the machine has the memory and the disk that"
                                                + " a small PostgreSQL needs, and try again.",
                                        e);
                            });
        }
    }

    /** Waits until every client has noticed that the server is gone; what they remember. */
    public List<ClientLog> awaitEnd() throws InterruptedException {
        stopping.countDown();
        for (Thread thread : threads) {
            if (!thread.join(END_DEADLINE)) {
                throw new HoldfastException(
                        ErrorCategory.TRANSIENT,
                        "demo-client-hangs",
                        "a client of the bank still waits for the dead database after "
                                + END_DEADLINE.toSeconds()
                                + " s",
                        "Try again on a machine with less to do.");
            }
        }
        return clients.stream().map(Client::log).toList();
    }

    /** Stops the clients without waiting for them. */
    @Override
    public void close() {
        stopping.countDown();
        threads.forEach(Thread::interrupt);
    }
}
