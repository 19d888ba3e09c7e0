/** What the tests of the control plane share: a real PostgreSQL for its state. */
@NullMarked
package io.holdfast.controlplane.testing;

import org.jspecify.annotations.NullMarked;
