/**
 * JSON as the repository format writes it: LSNs as fixed text, timelines as numbers, times in UTC.
 * The records that are written live with what they describe.
 */
@NullMarked
package io.holdfast.repository.json;

import org.jspecify.annotations.NullMarked;
