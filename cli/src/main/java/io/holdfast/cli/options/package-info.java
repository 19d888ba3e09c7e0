/** Options that many commands share. Each is a mix-in that reads what it names. */
@NullMarked
package io.holdfast.cli.options;

import org.jspecify.annotations.NullMarked;
