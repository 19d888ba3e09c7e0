@NullMarked
package io.holdfast.controlplane.link;

import org.jspecify.annotations.NullMarked;
