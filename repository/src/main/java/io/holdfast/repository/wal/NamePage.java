package io.holdfast.repository.wal;

import java.util.List;

/**
 * Names of one sort, in the order of their starts.
 *
 * @param isLast whether no name of this sort follows
 */
record NamePage<T>(List<T> names, boolean isLast) {}
