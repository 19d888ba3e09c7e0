@NullMarked
package io.holdfast.controlplane.policy;

import org.jspecify.annotations.NullMarked;
