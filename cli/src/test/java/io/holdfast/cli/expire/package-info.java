/** Tests of expiry's command. */
@NullMarked
package io.holdfast.cli.expire;

import org.jspecify.annotations.NullMarked;
