package io.holdfast.agent.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.backup.RelationFile;
import io.holdfast.postgres.page.PageHeader;
import io.holdfast.postgres.page.PageVerdict;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the pages of relation files as they stream by (T51, T52). A page that was changed after
 * the backup's start may be torn, and is made good by the WAL: only an LSN before the start, or one
 * that the WAL had not reached at the stop, makes a wrong checksum suspicious.
 */
final class PageScan {
    private final int blockSize;
    private final int blocksPerSegment;
    private final byte[] page;
    private final Suspicions found;
    private @Nullable RelationFile file;
    private String path = "";
    private int filled;
    private long block;

    PageScan(Lsn start, int blockSize, int blocksPerSegment) {
        this.found = new Suspicions(start);
        this.blockSize = blockSize;
        this.blocksPerSegment = blocksPerSegment;
        this.page = new byte[blockSize];
    }

    void begin(String filePath) {
        Optional<RelationFile> relation = RelationFile.parse(filePath);
        path = filePath;
        file = relation.orElse(null);
        filled = 0;
        block = 0;
    }

    void take(ByteBuffer content) {
        if (file == null) {
            return;
        }
        ByteBuffer in = content.duplicate();
        while (in.hasRemaining()) {
            int count = Math.min(blockSize - filled, in.remaining());
            in.get(page, filled, count);
            filled += count;
            if (filled == blockSize) {
                judge(file);
                filled = 0;
                block++;
            }
        }
    }

    private void judge(RelationFile relation) {
        long number = relation.firstBlock(blocksPerSegment) + block;
        if (!PageVerdict.of(page, 0, blockSize, (int) number).looksDamaged()) {
            return;
        }
        found.add(
                new Suspicions.Suspicion(path, number, block * blockSize, PageHeader.lsn(page, 0)));
    }

    Suspicions found() {
        return found;
    }
}
