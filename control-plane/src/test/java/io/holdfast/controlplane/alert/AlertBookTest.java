package io.holdfast.controlplane.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final AlertKey KEY = new AlertKey("rule", "bank", "");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicInteger ids = new AtomicInteger();
    private final AlertBook book = new AlertBook(() -> "id-" + ids.incrementAndGet());
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    private static Condition condition(String summary) {
        return new Condition(KEY, Severity.WARNING, summary, "hint", PATIENCE);
    }

    private List<Alert.State> so(int seconds) {
        now = now.plusSeconds(seconds);
        Judgement judgement = new Judgement();
        judgement.looked("bank", "rule");
        judgement.add(condition("at " + now));
        return book.judge(judgement, now).stream().map(Alert::state).toList();
    }

    private List<Alert.State> notSo(int seconds) {
        now = now.plusSeconds(seconds);
        Judgement judgement = new Judgement();
        judgement.looked("bank", "rule");
        return book.judge(judgement, now).stream().map(Alert::state).toList();
    }

    private List<Alert.State> unknown(int seconds) {
        now = now.plusSeconds(seconds);
        Judgement other = new Judgement();
        other.looked("other", "rule");
        other.looked("bank", "other-rule");
        return book.judge(other, now).stream().map(Alert::state).toList();
    }

    private Optional<Alert> open() {
        return book.open().stream().findFirst();
    }

    @Test
    @DisplayName("T94: what passes by itself within its patience is told to nobody")
    void whatPassesByItselfIsToldToNobody() {
        assertEquals(List.of(), so(0));
        assertEquals(List.of(), so(9));
        assertEquals(List.of(), notSo(0));
        assertEquals(Optional.empty(), open());
        assertEquals(List.of(), so(5));
    }

    @Test
    @DisplayName("T94: an alert fires once, however long it lasts, and says when it is over")
    void firesOnceAndIsResolvedOnce() {
        so(0);
        assertEquals(List.of(Alert.State.FIRING), so(10));
        for (int i = 0; i < 100; i++) {
            assertEquals(List.of(), so(1));
        }
        assertEquals("at " + now, open().orElseThrow().condition().summary());
        assertEquals(List.of(), notSo(1));
        assertEquals(List.of(), notSo(29));
        assertEquals(List.of(Alert.State.RESOLVED), notSo(1));
        assertEquals(Optional.empty(), open());
    }

    @Test
    @DisplayName("T94: what comes and goes is one alert")
    void whatComesAndGoesIsOneAlert() {
        so(0);
        so(10);
        String id = open().orElseThrow().id();
        for (int i = 0; i < 50; i++) {
            assertEquals(List.of(), notSo(20));
            assertEquals(List.of(), so(5));
        }
        assertEquals(id, open().orElseThrow().id());
    }

    /** Neither well nor ill. */
    @Test
    void whatIsNotLookedAtStaysAsItIs() {
        so(0);
        assertEquals(List.of(), unknown(3_600));
        assertEquals(Alert.State.PENDING, open().orElseThrow().state());
        assertEquals(List.of(Alert.State.FIRING), so(1));
        assertEquals(List.of(), unknown(3_600));
        assertEquals(Alert.State.FIRING, open().orElseThrow().state());
    }

    @Test
    void whoLooksAfterAnAlertIsKeptUntilItIsOver() {
        Alert.Acknowledgement alice = new Alert.Acknowledgement("alice", now);
        so(0);
        String id = open().orElseThrow().id();
        assertFalse(book.acknowledge(id, alice));
        so(10);
        assertTrue(book.acknowledge(id, alice));
        assertFalse(book.acknowledge(id, alice));
        so(1);
        assertEquals(Alert.State.ACKNOWLEDGED, open().orElseThrow().state());
        notSo(1);
        assertEquals(List.of(Alert.State.RESOLVED), notSo(30));

        so(1);
        assertEquals(List.of(Alert.State.FIRING), so(10));
        assertFalse(open().orElseThrow().id().equals(id));
    }

    /** A start in the middle of the night calls nobody a second time. */
    @Test
    void whatFiredBeforeAStartGoesOn() {
        so(0);
        so(10);
        Alert before = open().orElseThrow();
        AlertBook next = new AlertBook(() -> "new");
        assertTrue(next.restore(before));
        assertFalse(next.restore(before));

        Judgement judgement = new Judgement();
        judgement.looked("bank", "rule");
        judgement.add(condition("still so"));
        assertEquals(List.of(), next.judge(judgement, now.plusSeconds(5)));
        assertEquals(before.id(), next.open().getFirst().id());
        next.release("bank");
        assertEquals(List.of(), next.open());
    }
}
