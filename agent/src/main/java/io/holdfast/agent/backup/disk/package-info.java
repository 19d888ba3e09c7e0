/**
 * A data directory as it lies on the disk while a server writes to it: what of it belongs into a
 * backup, and its bytes, read ahead by several threads within a bound. Knows no server and no
 * repository.
 */
@NullMarked
package io.holdfast.agent.backup.disk;

import org.jspecify.annotations.NullMarked;
