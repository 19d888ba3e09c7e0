/** Tests of the kinds of value. */
@NullMarked
package io.holdfast.settings.value;

import org.jspecify.annotations.NullMarked;
