/** The commands that make and list base backups. */
@NullMarked
package io.holdfast.cli.backup;

import org.jspecify.annotations.NullMarked;
