/**
 * The ways to people: each with a queue of its own, so that one that is blocked blocks no other.
 */
@NullMarked
package io.holdfast.controlplane.alert.route;

import org.jspecify.annotations.NullMarked;
