/**
 * The container that every encrypted object is: a sealed header and a chain of compressed,
 * encrypted frames, bound to the object's name. Bytes in, bytes out. Format:
 * docs/repository-format.md, section 5.
 */
@NullMarked
package io.holdfast.repository.container;

import org.jspecify.annotations.NullMarked;
