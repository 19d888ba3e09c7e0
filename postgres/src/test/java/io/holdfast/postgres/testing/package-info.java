/**
 * What the tests of this module share: seeded property runs, and bytes that real servers wrote. No
 * fakes of PostgreSQL.
 */
@NullMarked
package io.holdfast.postgres.testing;

import org.jspecify.annotations.NullMarked;
