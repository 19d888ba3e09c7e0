package io.holdfast.repository.store;

import java.util.List;

/**
 * A stretch of a listing, in the order of the names' UTF-8 bytes.
 *
 * @param truncated whether names follow after the last one of this page
 */
public record ObjectPage(List<ObjectInfo> objects, boolean truncated) {}
