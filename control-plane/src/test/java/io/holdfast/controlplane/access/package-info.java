@NullMarked
package io.holdfast.controlplane.access;

import org.jspecify.annotations.NullMarked;
