/**
 * Objects as files below one directory (a local disk, a network file system). A file appears under
 * its name whole and durable, or not at all. Names beginning with a dot are never objects; no
 * object's name can be the beginning of another's path.
 */
@NullMarked
package io.holdfast.repository.store.directory;

import org.jspecify.annotations.NullMarked;
