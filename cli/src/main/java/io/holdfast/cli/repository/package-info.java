/** The command that prepares repositories, and says what their stores can do. */
@NullMarked
package io.holdfast.cli.repository;

import org.jspecify.annotations.NullMarked;
