/** {@code holdfast key}: the master key, which people keep. */
@NullMarked
package io.holdfast.cli.key;

import org.jspecify.annotations.NullMarked;
