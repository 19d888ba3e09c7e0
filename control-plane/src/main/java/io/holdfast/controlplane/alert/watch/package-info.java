/** Judges what is known each second, keeps what came of it, and has it told. */
@NullMarked
package io.holdfast.controlplane.alert.watch;

import org.jspecify.annotations.NullMarked;
