/** Tests of a control plane that runs as a process, through the commands that call it. */
@NullMarked
package io.holdfast.cli.policy;

import org.jspecify.annotations.NullMarked;
