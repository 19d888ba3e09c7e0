package io.holdfast.agent.backup.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.backup.BackupExclusions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTreeTest {
    private static final String VERSION = "PG_18_202506291";

    @TempDir private Path folder;

    private final Map<String, Integer> modes = new TreeMap<>();

    private Path data() {
        return folder.resolve("data");
    }

    private void file(String path) throws IOException {
        Path file = data().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, path);
    }

    private Set<String> found() throws Exception {
        BackupExclusions rules = new BackupExclusions(VERSION, Set.of("inside"));
        new DataTree(data(), rules, List.of(16400L))
                .walk(
                        new DataTree.Visitor() {
                            @Override
                            public void directory(String path, int mode, long modified) {
                                modes.put(path, mode);
                            }

                            @Override
                            public void file(FoundFile file) {
                                modes.put(file.path(), file.mode());
                            }
                        });
        return modes.keySet();
    }

    @Test
    @DisplayName("T47: what does not belong into a backup is not found")
    void exclusionsAreTheServers() throws Exception {
        for (String path :
                List.of(
                        "PG_VERSION",
                        "global/pg_control",
                        "base/5/1259",
                        "base/5/t3_16400",
                        "base/5/16500",
                        "base/5/16500_init",
                        "base/5/16500.1",
                        "base/5/16501_init",
                        "pg_wal/000000010000000000000001",
                        "pg_wal/archive_status/x.ready",
                        "pg_replslot/slot/state",
                        "inside/" + VERSION + "/5/1",
                        "postmaster.pid",
                        "base/pgsql_tmp/pgsql_tmp1.0")) {
            file(path);
        }

        assertEquals(
                Set.of(
                        "PG_VERSION",
                        "global",
                        "base",
                        "base/5",
                        "base/5/1259",
                        "base/5/16500_init",
                        "base/5/16501_init",
                        "pg_wal",
                        "pg_wal/archive_status",
                        "pg_replslot",
                        "inside"),
                found());
    }

    @Test
    void onlyLinksOfTablespacesAreFollowed() throws Exception {
        Path space = Files.createDirectories(folder.resolve("space"));
        Path old = Files.createDirectories(folder.resolve("wal"));
        Files.createDirectories(space.resolve(VERSION + "/5"));
        Files.createDirectories(space.resolve("PG_17_202406281/5"));
        Files.writeString(space.resolve(VERSION + "/5/1"), "one");
        Files.writeString(old.resolve("000000010000000000000001"), "wal");
        file("pg_tblspc/16401/" + VERSION + "/5/2");
        Files.createSymbolicLink(data().resolve("pg_tblspc/16400"), space);
        Files.createSymbolicLink(data().resolve("pg_tblspc/16402"), space);
        Files.createSymbolicLink(data().resolve("pg_wal"), old);
        Files.createSymbolicLink(data().resolve("elsewhere"), space);

        Set<String> found = found();

        assertTrue(found.contains("pg_tblspc/16400/" + VERSION + "/5/1"));
        assertTrue(found.contains("pg_tblspc/16401/" + VERSION + "/5/2"));
        assertTrue(found.contains("pg_wal"));
        assertEquals(0700, modes.get("pg_wal"));
        assertFalse(found.contains("elsewhere"));
        assertFalse(found.contains("pg_tblspc/16400"));
        assertFalse(found.toString().contains("16402"));
        assertFalse(found.toString().contains("PG_17"));
        assertFalse(found.contains("pg_wal/000000010000000000000001"));
    }

    @Test
    void modesAndNamesAreKeptAsTheyAre() throws Exception {
        file("a = b % 100 ~");
        Files.createFile(Path.of(URI.create(data().toUri() + "caf%E9%25")));
        Files.setPosixFilePermissions(
                data().resolve("a = b % 100 ~"), PosixFilePermissions.fromString("rw-r-----"));

        assertEquals(Set.of("a = b % 100 ~", "caf\u00e9%"), found());
        assertEquals(0640, modes.get("a = b % 100 ~"));
    }
}
