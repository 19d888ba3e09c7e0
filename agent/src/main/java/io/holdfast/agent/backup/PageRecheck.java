package io.holdfast.agent.backup;

import io.holdfast.postgres.page.PageVerdict;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.Damage.DamagedPage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads suspicious pages once more: one that is sound now was only torn in the reading (T51). What
 * cannot be read again stays damaged.
 */
final class PageRecheck {
    private final PageAgain pages;
    private final int blockSize;

    PageRecheck(PageAgain pages, int blockSize) {
        this.pages = pages;
        this.blockSize = blockSize;
    }

    Damage of(List<Suspicions.Suspicion> suspicions, long beyondKept) {
        List<DamagedPage> damaged = new ArrayList<>();
        for (Suspicions.Suspicion page : suspicions) {
            if (!isSoundNow(page)) {
                damaged.add(new DamagedPage(page.path(), page.block()));
            }
        }
        return new Damage(damaged.size() + beyondKept, List.copyOf(damaged));
    }

    private boolean isSoundNow(Suspicions.Suspicion page) {
        return pages.read(page)
                .filter(bytes -> bytes.length == blockSize)
                .filter(
                        bytes ->
                                !PageVerdict.of(bytes, 0, blockSize, (int) page.block())
                                        .looksDamaged())
                .isPresent();
    }
}
