/**
 * The kinds of value that a setting can have beyond plain text and numbers, each with the text by
 * which people write it: sizes, rates, durations, schedules, secrets. No YAML, no files of
 * settings.
 */
@NullMarked
package io.holdfast.settings.value;

import org.jspecify.annotations.NullMarked;
