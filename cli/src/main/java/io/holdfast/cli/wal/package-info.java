/** The command that shows what WAL the repositories hold. */
@NullMarked
package io.holdfast.cli.wal;

import org.jspecify.annotations.NullMarked;
