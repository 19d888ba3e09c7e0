/** Data directories that change while they are read. */
@NullMarked
package io.holdfast.agent.backup.disk;

import org.jspecify.annotations.NullMarked;
