@NullMarked
package io.holdfast.controlplane.alert;

import org.jspecify.annotations.NullMarked;
