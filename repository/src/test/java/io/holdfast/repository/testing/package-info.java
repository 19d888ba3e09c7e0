/**
 * What the tests of this module share: seeded property runs, stores that die or hide names, and a
 * cluster in memory. No fakes of our own code.
 */
@NullMarked
package io.holdfast.repository.testing;

import org.jspecify.annotations.NullMarked;
