/**
 * The contract's calls as JSON over HTTP, by the rules of {@code google.api.http} in it: which path
 * and body are which request, and what an answer and a failure look like.
 */
@NullMarked
package io.holdfast.controlplane.api.json;

import org.jspecify.annotations.NullMarked;
