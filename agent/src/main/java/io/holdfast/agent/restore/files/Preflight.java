package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.control.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Refuses to restore over what must not be touched, or where there is no room for it. */
final class Preflight {
    private Preflight() {}

    /**
     * What is there already, and may be built upon; with a destination that must be empty, nothing.
     *
     * @throws HoldfastException of category refused
     */
    static Found check(Placement placement, SystemIdentifier cluster) {
        try {
            Found found = data(placement, cluster);
            for (Placement.TablespacePlace place : placement.tablespaces()) {
                checkTablespace(placement, place, found);
            }
            if (found == Found.NOTHING && !isFree(placement.destination().externalFiles())) {
                throw externalTaken(placement);
            }
            return found;
        } catch (IOException e) {
            throw unreadable(placement, e);
        }
    }

    /** What was there, looked at again just before it is changed. */
    static void checkStopped(Path data) throws IOException {
        Optional<Long> postmaster = postmaster(data);
        if (postmaster.isPresent()) {
            throw refused(
                    "data-directory-live",
                    "a server runs on " + data + ", with process id " + postmaster.get(),
                    "Restore into another directory, or stop that server first.");
        }
    }

    /** Files that an operator may have changed since they were laid down are not replaced. */
    static void checkExternal(Placement placement, Found found, Kept kept) {
        Path external = placement.destination().externalFiles();
        if (found == Found.STOPPED
                && kept.replaced().stream().anyMatch(file -> file.startsWith(external))) {
            throw externalTaken(placement);
        }
    }

    /**
     * @param bytes that will be needed beyond what is there
     */
    static void checkRoom(Placement placement, long bytes) {
        try {
            checkRoom(placement.data(), bytes);
        } catch (IOException e) {
            throw unreadable(placement, e);
        }
    }

    static HoldfastException unreadable(Placement placement, IOException cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "restore-place-unreadable",
                placement.data() + " cannot be looked at: " + cause,
                "Check who may read and write there.",
                cause);
    }

    private static HoldfastException externalTaken(Placement placement) {
        return refused(
                "external-files-taken",
                placement.destination().externalFiles() + " holds other files",
                "Move it away; configuration from outside of the data directory goes there.");
    }

    private static Found data(Placement placement, SystemIdentifier cluster) throws IOException {
        Path data = placement.data();
        if (isFree(data)) {
            return Found.NOTHING;
        }
        checkStopped(data);
        boolean isInterrupted = Marker.isIn(data);
        checkCluster(data, isInterrupted, cluster);
        if (placement.destination().delta()) {
            return isInterrupted ? Found.INTERRUPTED : Found.STOPPED;
        }
        if (isInterrupted) {
            throw refused(
                    "data-directory-incomplete",
                    data + " holds an earlier restore that did not end",
                    "Finish it with --delta, or delete it with its tablespaces and restore again.");
        }
        throw refused(
                "data-directory-not-empty",
                data + " is not empty",
                "Restore into an empty directory, or one that does not exist yet; --delta takes the"
                        + " stopped data directory of the same cluster.");
    }

    /** T15: whose files these are, by the marker while the control file is not to be trusted. */
    private static void checkCluster(Path data, boolean isInterrupted, SystemIdentifier cluster)
            throws IOException {
        Optional<SystemIdentifier> there =
                isInterrupted ? Marker.cluster(data) : systemIdentifier(data);
        if (there.isPresent() && !there.get().equals(cluster)) {
            throw refused(
                    "data-directory-foreign",
                    "%s holds cluster %s, and the backup is of %s"
                            .formatted(data, there.get(), cluster),
                    "Restore into another directory.");
        }
        if (there.isEmpty()) {
            throw refused(
                    "data-directory-not-empty",
                    data + " is not empty, and not known to be a data directory of this cluster",
                    "Restore into an empty directory, or one that does not exist yet.");
        }
    }

    /**
     * A link in the data directory is no proof that the tablespace is its own: a copied data
     * directory links to the tablespaces of the original (T16). Only the restore that was
     * interrupted had looked before it made the link; else somebody has to name the place.
     */
    private static void checkTablespace(
            Placement placement, Placement.TablespacePlace place, Found found) throws IOException {
        if (isFree(place.to())) {
            return;
        }
        boolean isLinked = found != Found.NOTHING && placement.isLinked(place);
        boolean isNamed = placement.destination().tablespaces().containsKey(place.from());
        if (isLinked && (found == Found.INTERRUPTED || isNamed)) {
            return;
        }
        throw refused(
                "tablespace-place-taken",
                "tablespace %d would go to %s, which is not empty"
                        .formatted(place.oid(), place.to()),
                isLinked
                        ? "If no other server uses it, say so by --tablespace %s=%s; two clusters must never share files."
                                .formatted(place.from(), place.to())
                        : "Map it to an empty directory with --tablespace; two clusters must never share"
                                + " files.");
    }

    private static boolean isFree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, entry -> !Marker.isDraft(entry))) {
            return !entries.iterator().hasNext();
        }
    }

    /** The process that {@code postmaster.pid} names, if it lives. */
    private static Optional<Long> postmaster(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String first = Files.readString(file).lines().findFirst().orElse("").strip();
        return first.matches("-?[0-9]{1,9}")
                ? ProcessHandle.of(Math.abs(Long.parseLong(first)))
                        .filter(ProcessHandle::isAlive)
                        .map(ProcessHandle::pid)
                : Optional.empty();
    }

    private static Optional<SystemIdentifier> systemIdentifier(Path data) throws IOException {
        Path file = data.resolve(ControlFile.PATH);
        return Files.exists(file)
                ? Optional.of(ControlFile.parse(Files.readAllBytes(file)).systemIdentifier())
                : Optional.empty();
    }

    private static void checkRoom(Path data, long bytes) throws IOException {
        Path existing = data;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        FileStore disk = Files.getFileStore(existing);
        if (disk.getUsableSpace() < bytes) {
            throw refused(
                    "disk-too-small",
                    "%s has room for %d bytes, and the restore needs %d"
                            .formatted(existing, disk.getUsableSpace(), bytes),
                    "Free space, or restore to another disk.");
        }
    }

    private static HoldfastException refused(String code, String message, String hint) {
        return new HoldfastException(ErrorCategory.REFUSED, code, message, hint);
    }
}
