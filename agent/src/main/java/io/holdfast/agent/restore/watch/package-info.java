/**
 * Watches a started server through its recovery to the end, and says what it reached: never more
 * than it saw.
 */
@NullMarked
package io.holdfast.agent.restore.watch;

import org.jspecify.annotations.NullMarked;
