package io.holdfast.agent.restore.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Everything below a data directory, and below its own directory in each tablespace, that is not
 * kept: what is in a directory before the directory. Links are never followed, so that nothing
 * outside is touched.
 */
final class Clearance {
    private final Placement placement;
    private final String versionDirectory;
    private final Kept kept;

    /** Takes what has to go. */
    interface Visitor {
        /**
         * @param bytes of a file; 0 of anything else
         */
        void gone(Path path, long bytes, boolean isDirectory) throws IOException;
    }

    /**
     * @param versionDirectory what is the cluster's own in a tablespace: other directories beside
     *     it belong to servers of other versions
     */
    Clearance(Placement placement, String versionDirectory, Kept kept) {
        this.placement = placement;
        this.versionDirectory = versionDirectory;
        this.kept = kept;
    }

    void visit(Visitor visitor) throws IOException {
        below(placement.data(), visitor);
        for (Placement.TablespacePlace place : placement.tablespaces()) {
            Path own = place.to().resolve(versionDirectory);
            if (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
                below(own, visitor);
            }
        }
    }

    private void below(Path directory, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                entry(entry, visitor);
            }
        } catch (NotDirectoryException e) {
            throw new IOException(directory + " is not a directory", e);
        }
    }

    private void entry(Path entry, Visitor visitor) throws IOException {
        BasicFileAttributes found =
                Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (found.isDirectory()) {
            below(entry, visitor);
            if (!kept.directories().contains(entry)) {
                visitor.gone(entry, 0, true);
            }
        } else if (!kept.files().contains(entry) && !isMarker(entry)) {
            visitor.gone(entry, found.isRegularFile() ? found.size() : 0, false);
        }
    }

    private boolean isMarker(Path entry) {
        return entry.equals(placement.data().resolve(Marker.NAME));
    }
}
