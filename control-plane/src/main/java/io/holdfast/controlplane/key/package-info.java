/**
 * The control plane's own key, under which it keeps what is secret in its database. Not the master
 * keys of clusters: those never come here.
 */
@NullMarked
package io.holdfast.controlplane.key;

import org.jspecify.annotations.NullMarked;
