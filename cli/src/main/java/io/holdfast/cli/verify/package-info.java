/** {@code holdfast verify}: its options, what it prints, and how it ends. */
@NullMarked
package io.holdfast.cli.verify;

import org.jspecify.annotations.NullMarked;
