/** Tests of the judgement. */
@NullMarked
package io.holdfast.cli.demo.bank;

import org.jspecify.annotations.NullMarked;
