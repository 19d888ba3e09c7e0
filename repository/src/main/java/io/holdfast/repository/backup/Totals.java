package io.holdfast.repository.backup;

/**
 * How much a backup holds.
 *
 * @param files directories not included
 * @param plainBytes sizes of the files
 * @param storedBytes sizes of the packs that this backup wrote
 * @param packs that this backup refers to
 */
public record Totals(long files, long plainBytes, long storedBytes, int packs) {}
