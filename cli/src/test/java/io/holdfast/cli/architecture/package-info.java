/** Tests of how the modules and packages of the house stand to each other. */
@NullMarked
package io.holdfast.cli.architecture;

import org.jspecify.annotations.NullMarked;
