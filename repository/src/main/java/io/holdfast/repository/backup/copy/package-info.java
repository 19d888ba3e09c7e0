/**
 * Copies a complete backup between repositories of one cluster, as raw bytes: how a repository that
 * left a run, or joined later, is filled. Same rules as writing: the manifest comes last.
 */
@NullMarked
package io.holdfast.repository.backup.copy;

import org.jspecify.annotations.NullMarked;
