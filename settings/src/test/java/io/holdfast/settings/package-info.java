/** The reference page of the settings. */
@NullMarked
package io.holdfast.settings;

import org.jspecify.annotations.NullMarked;
