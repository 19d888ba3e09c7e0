package io.holdfast.repository.backup;

import java.util.List;

/**
 * Pages whose checksum was wrong when they were read. A backup with any is <em>degraded</em>.
 *
 * @param pages the first thousand of them
 */
public record Damage(long pageCount, List<DamagedPage> pages) {
    public static final int MAX_PAGES = 1_000;

    public static final Damage NONE = new Damage(0, List.of());

    /**
     * @param path of the file, as text
     * @param block number within the relation's fork, over all of its files
     */
    public record DamagedPage(String path, long block) {}
}
