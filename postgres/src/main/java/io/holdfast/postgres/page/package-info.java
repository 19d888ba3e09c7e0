/**
 * Data pages: their header and their checksum. Works on byte arrays in place, without allocation;
 * knows nothing of files.
 */
@NullMarked
package io.holdfast.postgres.page;

import org.jspecify.annotations.NullMarked;
