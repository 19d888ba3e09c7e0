/** One control plane's process: what it consists of, in the order in which it starts and stops. */
@NullMarked
package io.holdfast.controlplane.run;

import org.jspecify.annotations.NullMarked;
