/**
 * The {@code holdfast} command: reads the command line, wires the modules and turns what happened
 * into output and an exit code. Nothing that another module could decide is decided here.
 */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
