/** Tests of the reference pages that are made from the code. */
@NullMarked
package io.holdfast.cli.reference;

import org.jspecify.annotations.NullMarked;
