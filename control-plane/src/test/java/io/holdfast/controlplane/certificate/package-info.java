@NullMarked
package io.holdfast.controlplane.certificate;

import org.jspecify.annotations.NullMarked;
