/** The settings of a control plane's process. What it watches over is not among them. */
@NullMarked
package io.holdfast.controlplane.config;

import org.jspecify.annotations.NullMarked;
