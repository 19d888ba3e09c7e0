package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.Tablespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where each path of a backup goes. */
final class Placement {
    private static final String TABLESPACES = "pg_tblspc/";

    /**
     * What would make the copy another thing than what is planned: a backup taken from a standby
     * brings its signal file along.
     */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "standby.signal",
                    "recovery.signal",
                    "postmaster.pid",
                    "postmaster.opts",
                    "backup_manifest",
                    Marker.NAME);

    private final Destination destination;
    private final List<TablespacePlace> tablespaces;
    private final Map<String, Path> byOid = new HashMap<>();

    /**
     * A tablespace outside of the data directory.
     *
     * @param from where it was
     */
    record TablespacePlace(long oid, String from, Path to) {
        boolean isMoved() {
            return !to.toString().equals(from);
        }
    }

    private Placement(Destination destination, List<TablespacePlace> tablespaces) {
        this.destination = destination;
        this.tablespaces = List.copyOf(tablespaces);
        tablespaces.forEach(place -> byOid.put(Long.toString(place.oid()), place.to()));
    }

    /**
     * @throws HoldfastException {@code tablespace-unknown} if a place is given for none of the
     *     backup's tablespaces, {@code tablespace-place-unusable} for one that cannot be
     */
    static Placement of(Destination destination, List<Tablespace> tablespaces) {
        List<TablespacePlace> places = new ArrayList<>();
        Set<String> locations = new HashSet<>();
        for (Tablespace tablespace : tablespaces) {
            if (!tablespace.inPlace()) {
                String from = tablespace.location();
                locations.add(from);
                Path to = destination.tablespaces().getOrDefault(from, Path.of(from));
                places.add(new TablespacePlace(tablespace.oid(), from, to.normalize()));
            }
        }
        for (String named : destination.tablespaces().keySet()) {
            if (!locations.contains(named)) {
                throw new HoldfastException(
                        ErrorCategory.USER,
                        "tablespace-unknown",
                        "the backup has no tablespace at " + named + ", only " + locations,
                        "Name tablespaces by the locations that the backup lists.");
            }
        }
        checkApart(destination.dataDirectory(), places);
        return new Placement(destination, places);
    }

    private static void checkApart(Path data, List<TablespacePlace> places) {
        Set<Path> taken = new HashSet<>();
        for (TablespacePlace place : places) {
            boolean overlaps = place.to().startsWith(data) || data.startsWith(place.to());
            if (!place.to().isAbsolute() || overlaps || !taken.add(place.to())) {
                throw new HoldfastException(
                        ErrorCategory.USER,
                        "tablespace-place-unusable",
                        "tablespace %d cannot go to %s: it is relative, taken by another, or overlaps"
                                        .formatted(place.oid(), place.to())
                                + " the data directory "
                                + data,
                        "Give each tablespace an absolute directory of its own.");
            }
        }
    }

    Destination destination() {
        return destination;
    }

    Path data() {
        return destination.dataDirectory();
    }

    Path controlFile() {
        return data().resolve(ControlFile.PATH);
    }

    List<TablespacePlace> tablespaces() {
        return tablespaces;
    }

    /** Where the data directory links to a tablespace. */
    Path link(TablespacePlace place) {
        return data().resolve(TABLESPACES + Long.toUnsignedString(place.oid()));
    }

    /** Whether the data directory that is there links to that place already. */
    boolean isLinked(TablespacePlace place) throws IOException {
        Path link = link(place);
        return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(place.to());
    }

    boolean isLeftOut(FilePath path) {
        return path.text().filter(LEFT_OUT::contains).isPresent();
    }

    /** A file that the old server read from outside of its data directory (T64). */
    static boolean isExternal(FilePath path) {
        return path.text().filter(text -> text.startsWith(ExternalFile.FOLDER)).isPresent();
    }

    /** Empty for names that cannot be written here: their bytes are no text in this encoding. */
    Optional<Path> place(FilePath path) {
        try {
            return path.text().map(this::place);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Path place(String path) {
        if (path.startsWith(ExternalFile.FOLDER)) {
            return destination
                    .externalFiles()
                    .resolve(path.substring(ExternalFile.FOLDER.length()));
        }
        if (path.startsWith(TABLESPACES)) {
            String below = path.substring(TABLESPACES.length());
            int slash = below.indexOf('/');
            Path tablespace = byOid.get(slash < 0 ? below : below.substring(0, slash));
            if (tablespace != null) {
                return slash < 0 ? tablespace : tablespace.resolve(below.substring(slash + 1));
            }
        }
        return data().resolve(path);
    }
}
