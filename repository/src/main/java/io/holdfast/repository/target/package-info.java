/**
 * Recovery targets: the point in a cluster's history that somebody asks for. What a target means in
 * the WAL of a repository is found out by whoever restores.
 */
@NullMarked
package io.holdfast.repository.target;

import org.jspecify.annotations.NullMarked;
