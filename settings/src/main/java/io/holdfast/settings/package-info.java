/**
 * Turns a YAML document into records whose components carry {@link io.holdfast.settings.Setting},
 * and records into plain trees again. Finds every problem of a document before it gives up, each
 * with its line. Knows no particular setting.
 */
@NullMarked
package io.holdfast.settings;

import org.jspecify.annotations.NullMarked;
