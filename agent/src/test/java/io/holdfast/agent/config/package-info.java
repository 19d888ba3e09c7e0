/** Tests of the configuration file. */
@NullMarked
package io.holdfast.agent.config;

import org.jspecify.annotations.NullMarked;
