@NullMarked
package io.holdfast.controlplane.audit;

import org.jspecify.annotations.NullMarked;
