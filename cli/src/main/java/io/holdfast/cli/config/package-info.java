/** {@code holdfast config}: what the configuration file says, and what is wrong with it. */
@NullMarked
package io.holdfast.cli.config;

import org.jspecify.annotations.NullMarked;
