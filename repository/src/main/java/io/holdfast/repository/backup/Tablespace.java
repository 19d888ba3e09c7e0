package io.holdfast.repository.backup;

/**
 * A tablespace beside the default ones.
 *
 * @param location absolute; for one in place, relative to the data directory
 * @param inPlace a directory inside {@code pg_tblspc} instead of a link
 */
public record Tablespace(long oid, String location, boolean inPlace) {}
