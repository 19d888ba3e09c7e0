package io.holdfast.agent.backup.disk;

import io.holdfast.postgres.backup.BackupExclusions;
import io.holdfast.postgres.backup.BackupExclusions.Decision;
import io.holdfast.postgres.control.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What of a data directory belongs into a backup, found directory by directory as {@code sendDir}
 * of basebackup.c does it: links other than those of tablespaces are not followed, and what
 * vanishes meanwhile is passed over, since the WAL repeats why (T49). {@code global/pg_control} is
 * left out: it has to be copied last (T50).
 */
public final class DataTree {
    private static final String ATTRIBUTES =
            "unix:mode,size,lastModifiedTime,isDirectory,isRegularFile,isSymbolicLink";
    private static final int MODE_BITS = 07777;
    private static final int OWNER_ONLY = 0700;
    private static final String WAL = "pg_wal";

    private final Path data;
    private final BackupExclusions exclusions;
    private final List<Long> linked;

    /** Is told of everything, in the order in which it is found. */
    public interface Visitor {
        void directory(String path, int mode, long modifiedMicros)
                throws IOException, InterruptedException;

        void file(FoundFile file) throws IOException, InterruptedException;
    }

    /**
     * @param linked the oids of the tablespaces to which {@code pg_tblspc} has links
     */
    public DataTree(Path data, BackupExclusions exclusions, List<Long> linked) {
        this.data = data;
        this.exclusions = exclusions;
        this.linked = List.copyOf(linked);
    }

    /** Finds everything. */
    public void walk(Visitor visitor) throws IOException, InterruptedException {
        below(data, "", visitor);
        for (long oid : linked) {
            String path = "pg_tblspc/" + oid + "/" + exclusions.tablespaceVersionDirectory();
            Path own = data.resolve(path);
            if (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
                found(own, path, visitor);
            }
        }
    }

    private void below(Path directory, String prefix, Visitor visitor)
            throws IOException, InterruptedException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                found(entry, prefix + RawName.of(entry), visitor);
            }
        } catch (NoSuchFileException e) {
            // a database was dropped
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void found(Path entry, String path, Visitor visitor)
            throws IOException, InterruptedException {
        Decision decision =
                exclusions.decide(
                        path,
                        relation ->
                                Files.exists(
                                        entry.resolveSibling(
                                                Integer.toUnsignedString(relation) + "_init"),
                                        LinkOption.NOFOLLOW_LINKS));
        if (decision == Decision.DROP || path.equals(ControlFile.PATH)) {
            return;
        }
        Map<String, Object> is;
        try {
            is = Files.readAttributes(entry, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (decision == Decision.KEEP) {
            kept(entry, path, is, visitor);
        } else {
            emptied(entry, path, is, visitor);
        }
    }

    private void kept(Path entry, String path, Map<String, Object> is, Visitor visitor)
            throws IOException, InterruptedException {
        if (claims(is, "isDirectory")) {
            visitor.directory(path, mode(is), modified(is));
            below(entry, path + "/", visitor);
        } else if (claims(is, "isRegularFile")) {
            visitor.file(
                    new FoundFile(path, entry, mode(is), modified(is), (Long) value(is, "size")));
        }
    }

    /** A link to such a directory becomes one ({@code convert_link_to_directory}). */
    private void emptied(Path entry, String path, Map<String, Object> is, Visitor visitor)
            throws IOException, InterruptedException {
        boolean isLink = claims(is, "isSymbolicLink");
        if (isLink || claims(is, "isDirectory")) {
            visitor.directory(path, isLink ? OWNER_ONLY : mode(is), modified(is));
            if (path.equals(WAL)) {
                below(entry, path + "/", visitor);
            }
        }
    }

    private static boolean claims(Map<String, Object> is, String attribute) {
        return value(is, attribute).equals(true);
    }

    private static int mode(Map<String, Object> is) {
        return (Integer) value(is, "mode") & MODE_BITS;
    }

    private static long modified(Map<String, Object> is) {
        return ((FileTime) value(is, "lastModifiedTime")).to(TimeUnit.MICROSECONDS);
    }

    private static Object value(Map<String, Object> is, String attribute) {
        Object value = is.get(attribute);
        if (value == null) {
            throw new IllegalStateException("the file system does not say " + attribute);
        }
        return value;
    }
}
