package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.agent.replication.WalEvent;
import io.holdfast.agent.replication.WalStream;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.wal.PieceMetadata;
import io.holdfast.repository.wal.WalNames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Puts a server's WAL into repositories as pieces, from the segment of its present position on. */
final class WalPump implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int MAX_PIECE = 4 << 20;

    private final List<ClusterRepository> repositories;
    private final ReplicationConnection connection;
    private final WalStream stream;
    private final EpochRecord epoch;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean stopping;
    private Lsn position;

    WalPump(PgConnector connector, ConnectionSettings settings, List<ClusterRepository> into) {
        repositories = into;
        epoch = epoch(connector, settings, into.getFirst());
        position = epoch.start();
        into.forEach(repository -> new Epochs(repository).put(epoch));
        connection = connector.connectReplication(settings);
        stream = connection.startReplication(Optional.empty(), position, epoch.timeline());
        Thread.ofVirtual().name("wal-pump").start(this::run);
    }

    private static EpochRecord epoch(
            PgConnector connector, ConnectionSettings settings, ClusterRepository any) {
        try (PgConnection sql = connector.connect(settings)) {
            ServerSurvey survey = ServerSurvey.of(sql);
            int segment = survey.facts().walSegmentSize();
            long flushed = survey.flushed().value();
            return new EpochRecord(
                    1,
                    UUID.randomUUID(),
                    "test",
                    any.clusterId().value(),
                    survey.facts().systemIdentifier(),
                    survey.facts().major(),
                    segment,
                    new TimelineId(1),
                    new Lsn(flushed - flushed % segment),
                    null,
                    EpochRecord.Reason.FIRST,
                    Instant.EPOCH);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                Optional<WalEvent> event = stream.poll(TICK);
                if (event.isPresent() && event.get() instanceof WalEvent.Data data) {
                    take(data.payload());
                } else {
                    put();
                }
                stream.sendStatus(position, position, false);
            }
            ended.complete(true);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private void take(ByteBuffer wal) {
        while (wal.hasRemaining()) {
            long at = position.value() + pending.size();
            int left = (int) (epoch.walSegmentSize() - at % epoch.walSegmentSize());
            int room = Math.min(left, MAX_PIECE - pending.size());
            int count = Math.min(room, wal.remaining());
            byte[] bytes = new byte[count];
            wal.get(bytes);
            pending.writeBytes(bytes);
            if (count == room) {
                put();
            }
        }
    }

    private void put() {
        if (pending.size() == 0) {
            return;
        }
        byte[] wal = pending.toByteArray();
        pending.reset();
        Lsn end = position.plus(wal.length);
        byte[] metadata =
                Json.write(new PieceMetadata(end, Instant.EPOCH, end, epoch.systemIdentifier()));
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), position);
        for (ClusterRepository repository : repositories) {
            try (ContainerWriter writer = repository.writer()) {
                repository.put(
                        writer.seal(ContainerKind.PIECE, name, metadata, wal, 0, wal.length));
            }
        }
        position = end;
    }

    /** Waits until every repository shows the WAL up to this position. */
    void awaitStored(Lsn lsn) throws InterruptedException {
        StoredWal stored = new StoredWal(System::nanoTime, TICK);
        for (ClusterRepository repository : repositories) {
            Lsn frontier = stored.await(repository, lsn, Link.PATIENCE).orElseThrow().frontier();
            if (frontier.isBefore(lsn)) {
                throw new AssertionError(repository + " stays at " + frontier);
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        ended.join();
        connection.close();
    }
}
