/** Objects in this process's memory: for tests, and for trying things out. Nothing outlives it. */
@NullMarked
package io.holdfast.repository.store.memory;

import org.jspecify.annotations.NullMarked;
