/**
 * A PostgreSQL server that is started for a while on a restored directory: where its programs are,
 * how it is cut off from everything outside, and that nothing of it stays. What is asked of it does
 * not live here.
 */
@NullMarked
package io.holdfast.agent.server;

import org.jspecify.annotations.NullMarked;
