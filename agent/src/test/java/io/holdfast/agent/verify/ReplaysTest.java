package io.holdfast.agent.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.verify.trial.TrialProof;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.TimelineId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplaysTest {
    static List<Integer> majors() {
        return EmbeddedPostgres.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    @DisplayName("T84: PostgreSQL of every major replays a backup to the repository's frontier")
    void replaysToTheFrontier(int major, @TempDir Path folder) throws Exception {
        try (var tried = new TriedCluster(folder, major, source -> {})) {
            BackupVerification found = tried.verify(Level.REPLAYS);

            assertEquals(new Verdict.Passed(), found.verdict());
            assertEquals(List.of(Level.values()), found.passed());
            TrialProof proof = found.trial().orElseThrow();
            assertEquals(tried.frontier, proof.reached());
            assertEquals(new TimelineId(1), proof.timeline());
            assertTrue(proof.lastTransaction().isPresent());
            assertEquals(3, proof.databases());
            assertTrue(proof.relations() > 900, proof.toString());
            assertTrue(proof.replayedBytes() > 6 << 20, proof.toString());
            assertEquals(
                    List.of("database template0 accepts no connections, so it was not read"),
                    proof.leftOut());
            assertEquals(List.of(), tried.leftInScratch());
            assertEquals(1000, tried.source.queryLong("select count(*) from base"));
        }
    }
}
