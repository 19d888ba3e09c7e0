package io.holdfast.agent.backup;

import io.holdfast.postgres.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Pages that looked damaged when they were read. For several threads. */
final class Suspicions {
    /** So many are kept, to be looked at again. */
    static final int MAX_KEPT = 1_000;

    private final Lsn start;
    private final List<Suspicion> kept = new ArrayList<>();
    private long beyondKept;

    /**
     * A page that looks damaged.
     *
     * @param path of the file, as text
     * @param block within the fork
     * @param offset in the file
     */
    record Suspicion(String path, long block, long offset, Lsn pageLsn) {}

    /**
     * @param start of the backup
     */
    Suspicions(Lsn start) {
        this.start = start;
    }

    synchronized void add(Suspicion page) {
        if (kept.size() < MAX_KEPT) {
            kept.add(page);
        } else if (page.pageLsn().isBefore(start)) {
            beyondKept++;
        }
    }

    /** The pages that no WAL of this backup makes good, file by file. */
    synchronized List<Suspicion> until(Lsn stop) {
        return kept.stream()
                .filter(page -> page.pageLsn().isBefore(start) || page.pageLsn().isAfter(stop))
                .sorted(Comparator.comparing(Suspicion::path).thenComparingLong(Suspicion::block))
                .toList();
    }

    /** Damaged pages of which only the number is known. */
    synchronized long beyondKept() {
        return beyondKept;
    }
}
