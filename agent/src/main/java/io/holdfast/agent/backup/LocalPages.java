package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.PageCheck;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.backup.RelationFile;
import io.holdfast.postgres.page.PageHeader;
import io.holdfast.postgres.page.PageVerdict;
import io.holdfast.repository.backup.ServerFacts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Verifies the pages of relation files as they are read (T51, T52). One that looks damaged is read
 * again at once, and what came the second time is what is backed up; one that still does is looked
 * at once more after the backup's stop.
 */
final class LocalPages implements PageCheck, PageAgain {
    private final Path data;
    private final int blockSize;
    private final int blocksPerSegment;
    private final Suspicions suspicions;

    LocalPages(Path data, ServerFacts facts, Lsn start) {
        this.data = data;
        this.blockSize = facts.blockSize();
        this.blocksPerSegment = (int) facts.relationSegmentBlocks();
        this.suspicions = new Suspicions(start);
    }

    Suspicions suspicions() {
        return suspicions;
    }

    @Override
    public void check(String path, long offset, byte[] bytes, int length, Again again)
            throws IOException {
        Optional<RelationFile> relation = RelationFile.parse(path);
        if (relation.isEmpty()) {
            return;
        }
        long first = relation.get().firstBlock(blocksPerSegment) + offset / blockSize;
        for (int at = 0; at + blockSize <= length; at += blockSize) {
            long block = first + at / blockSize;
            if (isDamaged(bytes, at, block)
                    && again.read(offset + at, bytes, at, blockSize) == blockSize
                    && isDamaged(bytes, at, block)) {
                suspicions.add(
                        new Suspicions.Suspicion(
                                path, block, offset + at, PageHeader.lsn(bytes, at)));
            }
        }
    }

    private boolean isDamaged(byte[] bytes, int at, long block) {
        return PageVerdict.of(bytes, at, blockSize, (int) block).looksDamaged();
    }

    /** What is not there any more was dropped or cut off, which the WAL repeats: it is zeros. */
    @Override
    public Optional<byte[]> read(Suspicions.Suspicion page) {
        byte[] bytes = new byte[blockSize];
        Path file = data.resolve(page.path());
        if (!file.toFile().exists()) {
            return Optional.of(bytes);
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            if (in.length() >= page.offset() + blockSize) {
                in.seek(page.offset());
                in.readFully(bytes);
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
