package io.holdfast.postgres.backup;

import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which paths of a data directory a base backup holds (T47): the rules of PostgreSQL's {@code
 * backup/basebackup.c}, the same for 14 to 18. Paths are relative, with {@code /}; they need not be
 * decoded correctly, since every special name is ASCII.
 *
 * @param tablespaceVersionDirectory what holds this cluster's files in a tablespace, such as {@code
 *     PG_15_202209061}; other versions' directories beside it are left out
 * @param emptied further directories of which only the directory itself is kept: tablespaces inside
 *     the data directory, and in 14 the value of {@code stats_temp_directory}
 */
public record BackupExclusions(String tablespaceVersionDirectory, Set<String> emptied) {
    private static final Set<String> EMPTIED_ANYWHERE =
            Set.of(
                    "pg_stat_tmp",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_subtrans");
    private static final Set<String> EMPTIED_IN_WAL =
            Set.of("pg_wal/archive_status", "pg_wal/summaries");
    private static final Set<String> DROPPED_ANYWHERE =
            Set.of(
                    "postgresql.auto.conf.tmp",
                    "current_logfiles.tmp",
                    "backup_label",
                    "tablespace_map",
                    "backup_manifest",
                    "postmaster.pid",
                    "postmaster.opts",
                    ".DS_Store");

    /** What becomes of a path. */
    public enum Decision {
        KEEP,
        /** A directory that is kept with its mode, but without what is in it. */
        KEEP_EMPTY,
        DROP
    }

    public BackupExclusions {
        emptied = Set.copyOf(emptied);
    }

    /**
     * Decides for one path, whatever was decided for the directories above it.
     *
     * @param path of a file, a link or a directory, without a slash at either end
     * @param hasInitFork whether the directory of {@code path} holds {@code <relation>_init}: then
     *     the relation is unlogged and only that fork is kept
     */
    public Decision decide(String path, IntPredicate hasInitFork) {
        if (isDroppedByName(path) || isForeignVersion(path) || RelationFile.isTemporary(path)) {
            return Decision.DROP;
        }
        return decideByPlace(path).orElseGet(() -> decideRelation(path, hasInitFork));
    }

    private static boolean isDroppedByName(String path) {
        for (String name : path.split("/", -1)) {
            if (DROPPED_ANYWHERE.contains(name)
                    || name.startsWith("pgsql_tmp")
                    || name.startsWith("pg_internal.init")) {
                return true;
            }
        }
        return false;
    }

    /** {@code sendTablespace} looks into its own version directory only. */
    private boolean isForeignVersion(String path) {
        String[] names = path.split("/", 4);
        return names.length > 2
                && names[0].equals("pg_tblspc")
                && !names[2].equals(tablespaceVersionDirectory);
    }

    private Optional<Decision> decideByPlace(String path) {
        if (isEmptied(path)) {
            return Optional.of(Decision.KEEP_EMPTY);
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (isEmptied(path.substring(0, slash))) {
                boolean kept = EMPTIED_IN_WAL.contains(path);
                return Optional.of(kept ? Decision.KEEP_EMPTY : Decision.DROP);
            }
        }
        return Optional.empty();
    }

    private boolean isEmptied(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return EMPTIED_ANYWHERE.contains(name) || path.equals("pg_wal") || emptied.contains(path);
    }

    private static Decision decideRelation(String path, IntPredicate hasInitFork) {
        return RelationFile.parse(path)
                        .filter(file -> file.fork() != RelationFork.INIT)
                        .filter(file -> hasInitFork.test(file.relation()))
                        .isPresent()
                ? Decision.DROP
                : Decision.KEEP;
    }
}
