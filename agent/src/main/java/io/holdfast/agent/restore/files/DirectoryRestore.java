package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.repository.backup.read.PackTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lays a backup down. The order is the promise: the marker first; an old control file goes, then
 * what else must go; all files but the control file, synced; then the control file; then the marker
 * goes. Whatever interrupts it leaves a directory from which no server starts, or the old one.
 */
public final class DirectoryRestore {
    private DirectoryRestore() {}

    /**
     * Writes everything, and returns when it is durable.
     *
     * @param recoverySettings lines to be appended to {@code postgresql.auto.conf}
     * @param listener called from several threads after each file that was laid down or removed
     * @throws HoldfastException {@code restore-write-failed} when the disk refuses, {@code
     *     restore-interrupted}; or what the repository could not give
     */
    public static void run(
            FilesPlan plan,
            String recoverySettings,
            ApplyOptions options,
            Consumer<FileProgress> listener,
            LongSupplier nanoTime) {
        Path data = plan.dataDirectory();
        try {
            Progress progress = new Progress(plan.survey(), listener, nanoTime);
            begin(plan, progress);
            PackTable packs = plan.backup().packs();
            FileApply.Rest rest = FileApply.run(plan, packs, options, progress);
            ServerFiles server = new ServerFiles(plan, packs, progress.patience(options));
            server.write(recoverySettings);
            syncDirectories(plan, rest.directoryModes());
            server.writeControlFile(rest.controlFile());
            progress.fileDone(rest.controlFile().sizeBytes());
            Marker.remove(data);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "restore-write-failed",
                    "the restore into " + data + " could not be written: " + e,
                    "Check the room and the rights there, then restore again with --delta; no server"
                            + " starts from it meanwhile.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "restore-interrupted",
                    "the restore into " + data + " was interrupted",
                    "Restore again with --delta; no server starts from it meanwhile.",
                    e);
        }
    }

    private static void begin(FilesPlan plan, Progress progress) throws IOException {
        Path data = plan.dataDirectory();
        ownDirectory(data);
        Preflight.checkStopped(data);
        Marker.put(
                data,
                plan.manifest().id().toString(),
                SystemIdentifier.parse(plan.manifest().server().systemIdentifier()));
        if (plan.delta().isPresent()) {
            clear(plan, progress);
        }
        for (String empty : ServerDirectories.NAMES) {
            ownDirectory(data.resolve(empty));
        }
        for (Placement.TablespacePlace place : plan.placement().tablespaces()) {
            ownDirectory(place.to());
            if (!plan.placement().isLinked(place)) {
                Files.createSymbolicLink(plan.placement().link(place), place.to());
            }
        }
    }

    /** Whatever changes the old cluster comes after its control file is surely gone. */
    private static void clear(FilesPlan plan, Progress progress) throws IOException {
        progress.tell();
        Path control = plan.placement().controlFile();
        if (Files.deleteIfExists(control)) {
            Durable.directory(plan.dataDirectory().resolve("global"));
            progress.tell();
        }
        plan.leftover()
                .clearance()
                .visit(
                        (path, bytes, isDirectory) -> {
                            Files.delete(path);
                            progress.tell();
                        });
    }

    private static void ownDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, Durable.permissions(Durable.OWNER_ONLY_DIRECTORY));
    }

    private static void syncDirectories(FilesPlan plan, Map<Path, Integer> modes)
            throws IOException {
        for (Map.Entry<Path, Integer> directory : modes.entrySet()) {
            Files.setPosixFilePermissions(
                    directory.getKey(), Durable.permissions(directory.getValue() | 0700));
        }
        TreeSet<Path> all = new TreeSet<>(modes.keySet());
        for (String empty : ServerDirectories.NAMES) {
            all.add(plan.dataDirectory().resolve(empty));
        }
        for (Placement.TablespacePlace place : plan.placement().tablespaces()) {
            all.add(place.to());
        }
        Path external = plan.placement().destination().externalFiles();
        if (Files.exists(external)) {
            all.add(external);
        }
        all.add(plan.dataDirectory());
        for (Path directory : all) {
            Durable.directory(directory);
            Path above = directory.getParent();
            if (above != null && !all.contains(above)) {
                Durable.directory(above);
            }
        }
    }
}
