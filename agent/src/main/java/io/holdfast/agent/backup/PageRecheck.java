package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.page.PageVerdict;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.Damage.DamagedPage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads suspicious pages once more through SQL, where the role may: one that is sound now was only
 * torn in the reading (T51). What cannot be read again stays damaged.
 */
final class PageRecheck {
    private final PgConnection sql;
    private final int blockSize;

    PageRecheck(PgConnection sql, int blockSize) {
        this.sql = sql;
        this.blockSize = blockSize;
    }

    Damage of(List<PageScan.Suspicion> suspicions, long beyondKept) {
        List<DamagedPage> damaged = new ArrayList<>();
        for (PageScan.Suspicion page : suspicions) {
            if (!isSoundNow(page)) {
                damaged.add(new DamagedPage(page.path(), page.block()));
            }
        }
        return new Damage(damaged.size() + beyondKept, List.copyOf(damaged));
    }

    private boolean isSoundNow(PageScan.Suspicion page) {
        return read(page)
                .filter(bytes -> bytes.length == blockSize)
                .filter(
                        bytes ->
                                !PageVerdict.of(bytes, 0, blockSize, (int) page.block())
                                        .looksDamaged())
                .isPresent();
    }

    private Optional<byte[]> read(PageScan.Suspicion page) {
        String query =
                "select encode(pg_read_binary_file(%s, %d, %d, true), 'hex') as text"
                        .formatted(Sql.literal(page.path()), page.offset(), blockSize);
        try {
            return sql.query(query).row().text("text").map(HexFormat.of()::parseHex);
        } catch (HoldfastException e) {
            if (SqlState.of(e).isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
