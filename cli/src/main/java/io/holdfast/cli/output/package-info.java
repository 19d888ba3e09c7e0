/**
 * How commands speak: text for people or one JSON object for programs, tables, sizes, durations and
 * times as people read them. Knows nothing of what is told.
 */
@NullMarked
package io.holdfast.cli.output;

import org.jspecify.annotations.NullMarked;
