package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.testing.Seeded;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Agents of a server and of the standby that was promoted beside it take epochs in whatever
 * repositories they reach, die between any two steps, and leave puts under way. No step continues a
 * history that lacks what was acknowledged.
 */
class DisjointTakersModelTest {
    private static final int STEPS = 3_000;
    private static final int LAST_STEPS = 20_000;

    @Test
    @DisplayName("T21, T29: no acknowledged byte is ever outside the readable history")
    void noAcknowledgedByteIsEverOutsideTheReadableHistory() {
        int[] counts = new int[3];

        Seeded.check(
                60,
                random -> {
                    ModelWorld world = new ModelWorld(random);
                    play(world, random);
                    counts[0] += world.acknowledgements;
                    if (settle(world)) {
                        counts[1]++;
                        counts[2] += isWholeInOne(world) ? 1 : 0;
                    }
                });

        assertTrue(counts[0] > 0 && counts[1] > 0, counts[0] + " and " + counts[1]);
        // a writer that twice knew only a part leaves what the next one does not look for
        assertTrue(counts[2] * 10 >= counts[1] * 9, counts[2] + " of " + counts[1]);
    }

    private static void play(ModelWorld world, RandomGenerator random) {
        Map<ModelWorld.Server, ModelAgent> agents = new HashMap<>();
        for (int i = 0; i < STEPS; i++) {
            int dice = random.nextInt(200);
            ModelWorld.Server server =
                    i < STEPS / 3 || random.nextBoolean() ? world.old : world.promoted;
            ModelAgent agent = agents.computeIfAbsent(server, s -> new ModelAgent(world, s));
            if (dice == 0) {
                agent.kill();
                agents.remove(server);
            } else if (dice < 5 && !world.flights.isEmpty()) {
                world.land();
            } else {
                agent.advance();
            }
        }
        agents.values().forEach(ModelAgent::kill);
        while (!world.flights.isEmpty()) {
            world.land();
        }
    }

    /**
     * With all repositories back, the agent of the server that was acknowledged last goes on by
     * itself, or is refused.
     *
     * @return whether it went on
     */
    private static boolean settle(ModelWorld world) {
        world.isHealed = true;
        ModelAgent agent = new ModelAgent(world, world.last());
        for (int i = 0; i < LAST_STEPS && !agent.isSettled(); i++) {
            agent.advance();
        }
        agent.kill();
        assertTrue(agent.isSettled(), "the last agent is neither refused nor done");
        if (agent.isRefused()) {
            return false;
        }
        ModelReader.readTogether(world);
        return true;
    }

    /** Whether all that was acknowledged can be read from a single repository. */
    private static boolean isWholeInOne(ModelWorld world) {
        Lsn first =
                IntStream.range(0, world.count())
                        .mapToObj(i -> ModelReader.read(world, world.repositories.open(i)))
                        .reduce(Lsn::min)
                        .orElseThrow();
        return first.equals(Lsn.min(new Lsn(ModelWorld.START), world.allAcknowledged()));
    }
}
