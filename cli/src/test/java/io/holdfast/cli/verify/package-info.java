/** Tests of {@code holdfast verify}. */
@NullMarked
package io.holdfast.cli.verify;

import org.jspecify.annotations.NullMarked;
