/** Tests of the progress display. */
@NullMarked
package io.holdfast.cli.progress;

import org.jspecify.annotations.NullMarked;
