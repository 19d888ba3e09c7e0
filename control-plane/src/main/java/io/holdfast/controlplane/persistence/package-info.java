/**
 * The control plane's own PostgreSQL: how it is reached, how its schema comes to be, and statements
 * as calls that block a virtual thread. Knows no table.
 */
@NullMarked
package io.holdfast.controlplane.persistence;

import org.jspecify.annotations.NullMarked;
