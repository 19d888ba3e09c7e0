/** The command that runs a control plane, with a PostgreSQL of its own where none is named. */
@NullMarked
package io.holdfast.cli.plane;

import org.jspecify.annotations.NullMarked;
