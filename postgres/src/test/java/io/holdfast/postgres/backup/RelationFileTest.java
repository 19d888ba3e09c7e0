package io.holdfast.postgres.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelationFileTest {
    @ParameterizedTest
    @CsvSource({
        "base/5/16384, 1663, 5, 16384, MAIN, 0",
        "base/5/16384.1, 1663, 5, 16384, MAIN, 1",
        "base/5/16384_fsm, 1663, 5, 16384, FREE_SPACE_MAP, 0",
        "base/5/16384_vm.12, 1663, 5, 16384, VISIBILITY_MAP, 12",
        "base/5/16384_init, 1663, 5, 16384, INIT, 0",
        "global/1262, 1664, 0, 1262, MAIN, 0",
        "pg_tblspc/16390/PG_15_202209061/5/16391, 16390, 5, 16391, MAIN, 0",
        "base/5/4294967295, 1663, 5, -1, MAIN, 0",
    })
    void aRelationsFileIsTold(
            String path, int tablespace, int database, int relation, RelationFork fork, int seg) {
        assertEquals(
                Optional.of(new RelationFile(tablespace, database, relation, fork, seg)),
                RelationFile.parse(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base/5/PG_VERSION",
                "base/5/pg_filenode.map",
                "base/5/t3_16384",
                "base/5/0017",
                "base/5/4294967296",
                "base/5/16384_other",
                "base/5/16384.",
                "base/5/16384.0",
                "base/5/16384.01",
                "base/16384",
                "global/pg_control",
                "pg_xact/0000",
                "pg_tblspc/16390/5/16391",
                "base/5/16384_fsm/x",
            })
    void otherFilesHoldNoPages(String path) {
        assertEquals(Optional.empty(), RelationFile.parse(path));
    }

    @Test
    void temporaryRelationsAreTold() {
        assertTrue(RelationFile.isTemporary("base/5/t3_16384"));
        assertTrue(RelationFile.isTemporary("base/5/t3_16384_fsm.1"));
        assertTrue(RelationFile.isTemporary("pg_tblspc/1/PG_15_202209061/5/t3_16384"));
        assertFalse(RelationFile.isTemporary("global/t3_16384"));
        assertFalse(RelationFile.isTemporary("base/5/t_16384"));
        assertFalse(RelationFile.isTemporary("base/5/16384"));
    }

    @Test
    @DisplayName("T52: a later file begins after the blocks of those before it")
    void aLaterFileBeginsLater() {
        RelationFile third = RelationFile.parse("base/5/16384.2").orElseThrow();

        assertEquals(262_144, third.firstBlock(131_072));
    }
}
