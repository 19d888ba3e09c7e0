package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.Durability;
import io.holdfast.postgres.Lsn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AckRuleTest {
    private static final AckRule ALL = new AckRule(new Durability.All());
    private static final AckRule ANY = new AckRule(new Durability.Any());

    private static AckRule atLeast(int repositories) {
        return new AckRule(new Durability.AtLeast(repositories));
    }

    private static List<Lsn> frontiers(long... positions) {
        return java.util.Arrays.stream(positions).mapToObj(Lsn::new).toList();
    }

    @Test
    @DisplayName("T21: acknowledged is what enough repositories hold, and no byte more")
    void acknowledgesWhatEnoughRepositoriesHold() {
        assertEquals(Optional.of(new Lsn(10)), ALL.acknowledged(frontiers(30, 10, 20)));
        assertEquals(Optional.of(new Lsn(30)), ANY.acknowledged(frontiers(30, 10, 20)));
        assertEquals(Optional.of(new Lsn(20)), atLeast(2).acknowledged(frontiers(30, 10, 20)));
    }

    @Test
    void acknowledgesNothingWhenTooFewCount() {
        assertEquals(Optional.empty(), ALL.acknowledged(List.of()));
        assertEquals(Optional.empty(), ANY.acknowledged(List.of()));
        assertEquals(Optional.empty(), atLeast(2).acknowledged(frontiers(30)));
    }

    @Test
    @DisplayName("T29: a taker acknowledges only when no other writer can do so beside it")
    void takersNeedEveryRepositoryThatCouldCount() {
        for (int repositories = 1; repositories <= 5; repositories++) {
            assertEquals(repositories, ALL.requiredForTakeover(repositories));
            assertEquals(repositories, ANY.requiredForTakeover(repositories));
        }
        assertEquals(3, atLeast(1).requiredForTakeover(3));
        assertEquals(2, atLeast(2).requiredForTakeover(3));
        assertEquals(3, atLeast(3).requiredForTakeover(3));
        assertEquals(4, atLeast(2).requiredForTakeover(5));
    }
}
