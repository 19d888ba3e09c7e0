/**
 * What is promised of the databases and what is done for it: whole documents with versions, never
 * merged, and which cluster has which.
 */
@NullMarked
package io.holdfast.controlplane.policy;

import org.jspecify.annotations.NullMarked;
