/**
 * How commands reach a control plane: where it is, whom to trust, the token, the calls and their
 * failures. Knows no particular call.
 */
@NullMarked
package io.holdfast.cli.remote;

import org.jspecify.annotations.NullMarked;
