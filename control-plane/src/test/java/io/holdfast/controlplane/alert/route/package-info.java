@NullMarked
package io.holdfast.controlplane.alert.route;

import org.jspecify.annotations.NullMarked;
