@NullMarked
package io.holdfast.controlplane.run;

import org.jspecify.annotations.NullMarked;
