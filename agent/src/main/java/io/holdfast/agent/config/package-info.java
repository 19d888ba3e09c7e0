/**
 * What an agent is told: one strict YAML file, read into immutable records. The records' components
 * are the file's keys, and carry the descriptions from which the reference page is made. Nothing
 * here acts on a setting.
 */
@NullMarked
package io.holdfast.agent.config;

import org.jspecify.annotations.NullMarked;
