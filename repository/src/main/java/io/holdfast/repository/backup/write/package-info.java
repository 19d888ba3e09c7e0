/**
 * Writes a base backup: files come as streams, are cut into frames, gathered in packs and put to
 * every repository at once, within a fixed amount of memory. Where the files come from is not known
 * here.
 */
@NullMarked
package io.holdfast.repository.backup.write;

import org.jspecify.annotations.NullMarked;
