@NullMarked
package io.holdfast.controlplane.key;

import org.jspecify.annotations.NullMarked;
