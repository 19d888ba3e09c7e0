@NullMarked
package io.holdfast.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
