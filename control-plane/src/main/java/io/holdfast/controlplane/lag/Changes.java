package io.holdfast.controlplane.lag;

import java.util.List;

/**
 * What a reader of the picture has not seen yet.
 *
 * @param version from which to ask next
 * @param clusters those that changed, by id, as they are now
 * @param gone ids of those that are not looked after any more
 */
public record Changes(long version, List<ClusterLag> clusters, List<String> gone) {}
