/** Commands about who may do what: logging in, users, tokens. */
@NullMarked
package io.holdfast.cli.access;

import org.jspecify.annotations.NullMarked;
