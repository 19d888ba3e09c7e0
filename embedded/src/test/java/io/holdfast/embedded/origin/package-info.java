/**
 * Where the PostgreSQL server and the S3 server of a contract test come from: embedded in every
 * build, or in containers when asked for. For the tests of all modules; what is tested does not
 * live here.
 */
@NullMarked
package io.holdfast.embedded.origin;

import org.jspecify.annotations.NullMarked;
