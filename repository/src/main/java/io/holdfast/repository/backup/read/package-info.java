/**
 * Reads base backups: the catalog of one repository, the entries and packs of one backup as
 * streams, and the content of files. Decides nothing about where files go.
 */
@NullMarked
package io.holdfast.repository.backup.read;

import org.jspecify.annotations.NullMarked;
