@NullMarked
package io.holdfast.controlplane.job;

import org.jspecify.annotations.NullMarked;
