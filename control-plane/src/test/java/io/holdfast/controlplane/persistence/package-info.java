@NullMarked
package io.holdfast.controlplane.persistence;

import org.jspecify.annotations.NullMarked;
