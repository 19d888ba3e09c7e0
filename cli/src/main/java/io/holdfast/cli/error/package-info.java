/**
 * What a failed command leaves behind: its words on the error stream, its JSON, and its exit code.
 * The only place where an exception becomes output.
 */
@NullMarked
package io.holdfast.cli.error;

import org.jspecify.annotations.NullMarked;
