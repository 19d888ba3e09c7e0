package io.holdfast.agent.backup;

import io.holdfast.postgres.backup.TablespaceMap;
import io.holdfast.postgres.wire.ReplicationResults.BackupTablespace;
import io.holdfast.repository.backup.Tablespace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tablespaces of a server. Until 15 {@code do_pg_backup_start} ({@code xlog.c}) passes over
 * those that lie in place: no archive of their own, and with TABLESPACE_MAP no trace of them in the
 * backup at all. Without that option they come with the data directory; the map is then made here,
 * as the server would have made it.
 *
 * @param inPlace their oids
 */
record TablespaceSet(int major, List<Long> inPlace) {
    private static final int FIRST_TO_LIST_ALL = 16;

    /** Whether all tablespaces are in the server's list. */
    boolean serverListsAll() {
        return major >= FIRST_TO_LIST_ALL || inPlace.isEmpty();
    }

    /** As the manifest has them. */
    List<Tablespace> of(List<BackupTablespace> listed) {
        List<Tablespace> all = new ArrayList<>();
        for (BackupTablespace space : listed) {
            String location = space.location().orElse("");
            space.oid()
                    .map(Integer::toUnsignedLong)
                    .map(oid -> new Tablespace(oid, location, !location.startsWith("/")))
                    .ifPresent(all::add);
        }
        if (!serverListsAll()) {
            inPlace.forEach(oid -> all.add(new Tablespace(oid, "pg_tblspc/" + oid, true)));
        }
        return List.copyOf(all);
    }

    /** The bytes of {@code tablespace_map}. */
    byte[] map(List<BackupTablespace> listed) {
        List<TablespaceMap.Link> links = new ArrayList<>();
        for (BackupTablespace space : listed) {
            // one char a byte, as the map wants it
            String path =
                    new String(
                            space.location().orElse("").getBytes(StandardCharsets.UTF_8),
                            StandardCharsets.ISO_8859_1);
            space.oid().ifPresent(oid -> links.add(new TablespaceMap.Link(oid, path)));
        }
        return new TablespaceMap(links).format();
    }
}
