/** The values of the contract and our own, each from the other. */
@NullMarked
package io.holdfast.controlplane.api.contract;

import org.jspecify.annotations.NullMarked;
