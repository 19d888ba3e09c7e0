/** Histories, WAL and repositories for tests of restores. */
@NullMarked
package io.holdfast.agent.restore.testing;

import org.jspecify.annotations.NullMarked;
