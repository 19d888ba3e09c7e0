package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.repository.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Writers with WAL of their own take the cluster from one another, die and wake up, over one to
 * three repositories and any durability. What was acknowledged stays in the history.
 */
class TakeoverModelTest {
    private static final int STEPS = 500;

    @Test
    @DisplayName("T21: what was acknowledged stays in the history, whoever takes over when")
    void whatWasAcknowledgedStaysInTheHistory() {
        int[] acknowledgements = new int[1];

        Seeded.check(60, random -> acknowledgements[0] += play(random));

        assertTrue(acknowledgements[0] > 0);
    }

    private static int play(RandomGenerator random) {
        ModelWorld world = new ModelWorld(random);
        List<ModelWriter> alive = new ArrayList<>();
        int line = 0;
        for (int i = 0; i < STEPS; i++) {
            int dice = random.nextInt(100);
            if (alive.isEmpty() || (dice < 3 && alive.size() < 3)) {
                alive.add(new ModelWriter(world, ++line));
            } else if (dice == 3) {
                alive.remove(random.nextInt(alive.size())).kill();
            } else if (dice < 40 && !world.flights.isEmpty()) {
                world.land();
            } else {
                ModelWriter writer = alive.get(random.nextInt(alive.size()));
                writer.advance();
                if (writer.isDone()) {
                    alive.remove(writer);
                }
            }
            if (i % 50 == 0) {
                world.requireReadable();
            }
        }
        alive.forEach(ModelWriter::kill);
        while (!world.flights.isEmpty()) {
            world.land();
        }
        world.requireReadable();
        return world.acknowledgements;
    }
}
