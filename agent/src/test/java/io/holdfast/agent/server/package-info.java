/** Tests of servers that are started for a while. */
@NullMarked
package io.holdfast.agent.server;

import org.jspecify.annotations.NullMarked;
