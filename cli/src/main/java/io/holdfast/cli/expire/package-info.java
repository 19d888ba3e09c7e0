/** {@code holdfast expire}: shows and applies retention. What goes is decided in the repository. */
@NullMarked
package io.holdfast.cli.expire;

import org.jspecify.annotations.NullMarked;
