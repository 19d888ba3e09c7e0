/**
 * What belongs to a base backup besides pages: the label, the tablespace map, PostgreSQL's own
 * manifest, and which files of a data directory are copied at all. Text and names only; nothing
 * here opens a file.
 */
@NullMarked
package io.holdfast.postgres.backup;

import org.jspecify.annotations.NullMarked;
