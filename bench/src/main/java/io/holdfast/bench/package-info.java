/**
 * Programs that measure: a real agent process beside a real PostgreSQL, with two real S3 servers,
 * and one JSON object of figures at the end. Nothing here asserts.
 */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
