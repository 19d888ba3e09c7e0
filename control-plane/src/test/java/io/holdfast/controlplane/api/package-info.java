@NullMarked
package io.holdfast.controlplane.api;

import org.jspecify.annotations.NullMarked;
