/**
 * Shows people how far long work has come, on the error stream: live bars on a terminal, a line now
 * and then elsewhere. Does no work itself, and nothing waits for it.
 */
@NullMarked
package io.holdfast.cli.progress;

import org.jspecify.annotations.NullMarked;
