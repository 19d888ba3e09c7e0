/** The command that brings a cluster back, and stays until it is there. */
@NullMarked
package io.holdfast.cli.restore;

import org.jspecify.annotations.NullMarked;
