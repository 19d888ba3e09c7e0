/**
 * What could not be done, and what to do about it: the one exception type of Holdfast, its codes
 * and its categories. Expected outcomes do not live here; they are values of the code that has
 * them.
 */
@NullMarked
package io.holdfast.error;

import org.jspecify.annotations.NullMarked;
