/** The command that shows how much would be lost now, live. */
@NullMarked
package io.holdfast.cli.lag;

import org.jspecify.annotations.NullMarked;
