package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.HoldfastException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads pages through SQL, where the role may. */
record SqlPages(PgConnection sql, int blockSize) implements PageAgain {
    @Override
    public Optional<byte[]> read(Suspicions.Suspicion page) {
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
