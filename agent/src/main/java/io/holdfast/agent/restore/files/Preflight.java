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

/** Refuses to restore over anything that is there, or where there is no room for it. */
final class Preflight {
    private Preflight() {}

    static void check(Placement placement, SystemIdentifier cluster, long plainBytes) {
        try {
            checkData(placement.data(), cluster);
            for (Placement.TablespacePlace place : placement.tablespaces()) {
                if (!isFree(place.to())) {
                    throw refused(
                            "tablespace-place-taken",
                            "tablespace %d would go to %s, which is not empty"
                                    .formatted(place.oid(), place.to()),
                            "Map it to an empty directory with --tablespace; two clusters must never share"
                                    + " files.");
                }
            }
            if (!isFree(placement.destination().externalFiles())) {
                throw refused(
                        "external-files-taken",
                        placement.destination().externalFiles() + " is not empty",
                        "Move it away; configuration from outside of the data directory goes there.");
            }
            checkRoom(placement.data(), plainBytes);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "restore-place-unreadable",
                    placement.data() + " cannot be looked at: " + e,
                    "Check who may read and write there.",
                    e);
        }
    }

    private static void checkData(Path data, SystemIdentifier cluster) throws IOException {
        if (isFree(data)) {
            return;
        }
        Optional<Long> postmaster = postmaster(data);
        if (postmaster.isPresent()) {
            throw refused(
                    "data-directory-live",
                    "a server runs on " + data + ", with process id " + postmaster.get(),
                    "Restore into another directory.");
        }
        if (Marker.isIn(data)) {
            throw refused(
                    "data-directory-incomplete",
                    data + " holds an earlier restore that did not end",
                    "Delete it with its tablespaces, then restore again.");
        }
        Optional<SystemIdentifier> other = systemIdentifier(data).filter(id -> !id.equals(cluster));
        if (other.isPresent()) {
            throw refused(
                    "data-directory-foreign",
                    "%s holds cluster %s, and the backup is of %s"
                            .formatted(data, other.get(), cluster),
                    "Restore into another directory.");
        }
        throw refused(
                "data-directory-not-empty",
                data + " is not empty",
                "Restore into an empty directory, or one that does not exist yet.");
    }

    private static boolean isFree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
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

    private static void checkRoom(Path data, long plainBytes) throws IOException {
        Path existing = data;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        FileStore disk = Files.getFileStore(existing);
        if (disk.getUsableSpace() < plainBytes) {
            throw refused(
                    "disk-too-small",
                    "%s has room for %d bytes, and the backup has %d"
                            .formatted(existing, disk.getUsableSpace(), plainBytes),
                    "Free space, or restore to another disk.");
        }
    }

    private static HoldfastException refused(String code, String message, String hint) {
        return new HoldfastException(ErrorCategory.REFUSED, code, message, hint);
    }
}
