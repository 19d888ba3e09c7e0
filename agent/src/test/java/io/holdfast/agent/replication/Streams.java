package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Reading a WAL stream in tests. */
final class Streams {
    private static final Duration TICK = Duration.ofMillis(200);

    private Streams() {}

    static Lsn flushLsn(EmbeddedPostgres server) {
        return Lsn.parse(server.queryString("select pg_current_wal_flush_lsn()"));
    }

    static void writeMegabytes(EmbeddedPostgres server, int count) {
        server.execute(
                "create table if not exists filler(line text)",
                "insert into filler select repeat(md5(i::text), 32) from generate_series(1, %d) i"
                        .formatted(count * 1024));
    }

    /** Timeline 1 from a position. */
    static WalStream from(ReplicationConnection connection, Lsn start) {
        return connection.startReplication(Optional.empty(), start, new TimelineId(1));
    }

    static WalStream from(ReplicationConnection connection, Lsn start, String slot) {
        return connection.startReplication(Optional.of(slot), start, new TimelineId(1));
    }

    /** Reads contiguous WAL, confirming all of it at once, until it has passed {@code target}. */
    static Lsn readPast(WalStream stream, Lsn from, Lsn target) {
        var deadline = Deadline.after(System::nanoTime, Client.PATIENCE);
        var position = from;
        while (position.isBefore(target)) {
            if (deadline.hasPassed()) {
                throw new AssertionError("the stream stands at " + position + " before " + target);
            }
            var event = stream.poll(TICK);
            if (event.isPresent() && event.get() instanceof WalEvent.Data data) {
                assertEquals(position, data.start());
                position = data.end();
            }
            stream.sendStatus(position, position, false);
        }
        return position;
    }

    /** Reads on, confirming everything, until an event fits. */
    static WalEvent readUntil(WalStream stream, Lsn from, Predicate<WalEvent> wanted) {
        var deadline = Deadline.after(System::nanoTime, Client.PATIENCE);
        var position = from;
        while (!deadline.hasPassed()) {
            var event = stream.poll(TICK);
            if (event.isPresent() && wanted.test(event.get())) {
                return event.get();
            }
            if (event.isPresent() && event.get() instanceof WalEvent.Data data) {
                position = data.end();
            }
            stream.sendStatus(position, position, false);
        }
        throw new AssertionError("the event did not come");
    }
}
