package io.holdfast.agent.restore.files;

import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.container.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that have the backup's content already, by their size and SHA-256: times prove
 * nothing (T53). Behind a link that no restore makes nothing is looked for, since the link goes.
 */
final class Comparison {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Placement placement;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Set<Path> kept = new HashSet<>();
    private final Set<Path> replaced = new HashSet<>();
    private final Set<Path> directories = new HashSet<>();
    private final Map<Path, Boolean> reachable = new HashMap<>();
    private long count;
    private long bytes;

    private Comparison(Placement placement) {
        this.placement = placement;
        reachable.put(placement.data(), true);
        reachable.put(placement.destination().externalFiles(), true);
        placement.tablespaces().forEach(place -> reachable.put(place.to(), true));
    }

    static Kept of(Iterable<FileEntry> entries, Placement placement) throws IOException {
        Comparison comparison = new Comparison(placement);
        for (String name : ServerDirectories.NAMES) {
            comparison.directories.add(placement.data().resolve(name));
        }
        comparison.links();
        for (FileEntry entry : entries) {
            Optional<Path> place = placement.place(entry.path());
            if (place.isPresent() && !placement.isLeftOut(entry.path())) {
                comparison.entry(entry, place.get());
            }
        }
        return new Kept(
                comparison.kept,
                comparison.replaced,
                comparison.directories,
                comparison.count,
                comparison.bytes);
    }

    private void links() throws IOException {
        for (Placement.TablespacePlace place : placement.tablespaces()) {
            if (placement.isLinked(place)) {
                kept.add(placement.link(place));
            }
        }
    }

    private void entry(FileEntry entry, Path place) throws IOException {
        switch (entry) {
            case FileEntry.Directory ignored -> needed(place);
            case RegularFile file -> {
                needed(place.getParent());
                file(file, place);
            }
        }
    }

    private void needed(@Nullable Path directory) {
        Path at = directory;
        while (at != null && !isRoot(at) && directories.add(at)) {
            at = at.getParent();
        }
    }

    private boolean isRoot(Path directory) {
        return directory.equals(placement.data())
                || directory.equals(placement.destination().externalFiles());
    }

    private void file(RegularFile file, Path place) throws IOException {
        if (!isReachable(place.getParent())
                || !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // the control file is always written anew: it comes last
        boolean isSame =
                !place.equals(placement.controlFile())
                        && Files.size(place) == file.sizeBytes()
                        && Arrays.equals(sha256(place), file.sha256());
        if (isSame) {
            kept.add(place);
            count++;
            bytes += file.sizeBytes();
        } else {
            replaced.add(place);
        }
    }

    private boolean isReachable(@Nullable Path directory) {
        if (directory == null) {
            return false;
        }
        Boolean known = reachable.get(directory);
        if (known == null) {
            known =
                    isReachable(directory.getParent())
                            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
            reachable.put(directory, known);
        }
        return known;
    }

    private byte[] sha256(Path file) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return digest.digest();
    }
}
