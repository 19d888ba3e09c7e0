@NullMarked
package io.holdfast.controlplane.config;

import org.jspecify.annotations.NullMarked;
