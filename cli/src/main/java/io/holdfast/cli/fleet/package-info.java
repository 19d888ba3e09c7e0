/** Commands about the databases that a control plane looks after, and their agents. */
@NullMarked
package io.holdfast.cli.fleet;

import org.jspecify.annotations.NullMarked;
