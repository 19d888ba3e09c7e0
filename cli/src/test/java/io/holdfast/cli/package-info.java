/** Tests of the command line as a whole. */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
