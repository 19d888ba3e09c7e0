/** {@code holdfast adopt}: a person's decision about which instance continues the history. */
@NullMarked
package io.holdfast.cli.adopt;

import org.jspecify.annotations.NullMarked;
