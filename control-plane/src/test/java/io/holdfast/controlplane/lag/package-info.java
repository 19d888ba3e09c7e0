/** The picture of the lag, on a clock that tests move by hand. */
@NullMarked
package io.holdfast.controlplane.lag;

import org.jspecify.annotations.NullMarked;
