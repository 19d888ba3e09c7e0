/** Tests of what {@code holdfast lag} and {@code holdfast watch} show. */
@NullMarked
package io.holdfast.cli.lag;

import org.jspecify.annotations.NullMarked;
