/**
 * Takes a tar stream apart as it comes, as BASE_BACKUP sends one: bytes in, entries out. Holds one
 * header at a time; refuses names that would leave the directory they are meant for.
 */
@NullMarked
package io.holdfast.postgres.tar;

import org.jspecify.annotations.NullMarked;
