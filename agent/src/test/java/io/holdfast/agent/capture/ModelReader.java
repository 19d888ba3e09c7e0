package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;

/** What a restore would find in the model. */
final class ModelReader {
    private ModelReader() {}

    /** Reads all that was acknowledged, from whichever repository holds it, and compares it. */
    static void readTogether(ModelWorld world) {
        Survey survey = Survey.of(world.repositories.openers());
        Branch branch = Branch.to(survey.epochs(), survey.newest().orElseThrow().epoch());
        Lsn start = new Lsn(ModelWorld.START);
        Lsn end = Lsn.max(start, world.allAcknowledged());
        HeldBranch held = HeldBranch.of(survey, branch, start);
        assertEquals(start, held.start(), () -> "a gap in " + branch);
        assertArrayEquals(world.last().wal(start, end), held.read(start, end), branch::toString);
    }

    /**
     * Reads a repository up to the end of what was acknowledged, and compares it.
     *
     * @return from where on the repository has it: one that was first reached later begins there
     */
    static Lsn read(ModelWorld world, ClusterRepository repository) {
        Branch branch = NewestBranch.of(repository).orElseThrow();
        WalWindow window = WalWindow.readable(repository, branch);
        Lsn end = world.allAcknowledged();
        assertTrue(!window.end().isBefore(end), () -> window + " ends before " + end);
        Lsn start = Lsn.min(window.start(), end);
        byte[] wal = new byte[(int) end.minus(start)];
        new WalReader(repository, branch).read(start, end, wal, 0);
        assertArrayEquals(world.last().wal(start, end), wal, () -> "other WAL in " + branch);
        return start;
    }
}
