package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.wal.PieceMetadata;
import io.holdfast.repository.wal.WalNames;
import java.util.Optional;

/** Makes pieces and rolled objects of one epoch. Owns its writer; not for several threads. */
final class PieceSealer implements AutoCloseable {
    private static final int HASTY_LEVEL = 1;

    private final EpochRecord epoch;
    private final ContainerWriter writer;
    private final LagSamples samples;

    PieceSealer(EpochRecord epoch, ContainerWriter writer, LagSamples samples) {
        this.epoch = epoch;
        this.writer = writer;
        this.samples = samples;
    }

    /**
     * @param inHaste whether more WAL is waiting: then it matters more that the repositories keep
     *     up than that they hold a little less
     */
    CutObject piece(Lsn start, byte[] wal, int offset, int length, boolean inHaste) {
        writer.compressAt(inHaste ? HASTY_LEVEL : ClusterRepository.ZSTD_LEVEL);
        Lsn end = start.plus(length);
        String name = WalNames.piece(epoch.epoch(), epoch.timeline(), start);
        return seal(ContainerKind.PIECE, name, start, end, wal, offset, length);
    }

    CutObject rolled(Lsn start, byte[] wal, int offset, int length) {
        writer.compressAt(ClusterRepository.ZSTD_LEVEL);
        Lsn end = start.plus(length);
        String name = WalNames.rolled(epoch.epoch(), epoch.timeline(), start, end);
        return seal(ContainerKind.ROLLED, name, start, end, wal, offset, length);
    }

    private CutObject seal(
            ContainerKind kind,
            String name,
            Lsn start,
            Lsn end,
            byte[] wal,
            int offset,
            int length) {
        Optional<LagSamples.Sample> sample = samples.newestAtOrBelow(end);
        PieceMetadata metadata =
                new PieceMetadata(
                        end,
                        sample.map(LagSamples.Sample::at).orElse(null),
                        sample.map(LagSamples.Sample::lsn).orElse(null),
                        epoch.systemIdentifier());
        return new CutObject(
                start, end, writer.seal(kind, name, Json.write(metadata), wal, offset, length));
    }

    @Override
    public void close() {
        writer.close();
    }
}
