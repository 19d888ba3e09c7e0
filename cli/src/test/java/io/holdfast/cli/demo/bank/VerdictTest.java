package io.holdfast.cli.demo.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.demo.bank.Violation.Kind;
import io.holdfast.postgres.Lsn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Bank BANK = new Bank(3, 100);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Transfer A1 = new Transfer(1, 1, 1, 2, 10);
    private static final Transfer A2 = new Transfer(1, 2, 2, 3, 20);
    private static final Transfer A3 = new Transfer(1, 3, 3, 1, 30);
    private static final Transfer B1 = new Transfer(2, 1, 1, 3, 5);

    private final List<ClientLog> clients =
            List.of(
                    new ClientLog(
                            1,
                            List.of(A1, A2, A3),
                            List.of(acknowledged(A1, 100), acknowledged(A2, 300))),
                    new ClientLog(2, List.of(B1), List.of(acknowledged(B1, 200))));

    private static Acknowledged acknowledged(Transfer transfer, long lsn) {
        return new Acknowledged(transfer, Optional.of(new Lsn(lsn)), NOON.plusSeconds(lsn));
    }

    private static Books books(Transfer... ledger) {
        Map<Integer, Long> balances = new HashMap<>(Map.of(1, 100L, 2, 100L, 3, 100L));
        for (Transfer row : ledger) {
            balances.merge(row.source(), -row.amount(), Long::sum);
            balances.merge(row.target(), row.amount(), Long::sum);
        }
        return new Books(List.of(ledger), balances);
    }

    private Verdict judge(long frontier, Books recovered) {
        return Verdict.of(new Evidence(BANK, clients, new Lsn(frontier), recovered));
    }

    private static List<Kind> kinds(Verdict verdict) {
        return verdict.violations().stream().map(Violation::kind).toList();
    }

    @Test
    void whatTheFrontierCoversIsThereAndTheRestIsCountedAsLost() {
        Verdict verdict = judge(200, books(A1, B1));

        assertEquals(List.of(), verdict.violations());
        assertEquals(3, verdict.acknowledged());
        assertEquals(2, verdict.promised());
        assertEquals(2, verdict.recovered());
        assertEquals(1, verdict.lost());
        assertEquals(Optional.of(NOON.plusSeconds(200)), verdict.lastRecovered());
        assertTrue(verdict.invariantsHold() && verdict.isPromisedThere());
    }

    @Test
    void whatWasIssuedAndNotAnsweredMayBeThere() {
        Verdict verdict = judge(300, books(A1, B1, A2, A3));

        assertEquals(List.of(), verdict.violations());
        assertEquals(1, verdict.unacknowledged());
        assertEquals(0, verdict.lost());
    }

    @Test
    void anAcknowledgementWithoutAPositionPromisesNothing() {
        var unknown =
                new ClientLog(
                        1, List.of(A1), List.of(new Acknowledged(A1, Optional.empty(), NOON)));

        Verdict verdict = Verdict.of(new Evidence(BANK, List.of(unknown), new Lsn(900), books()));

        assertEquals(List.of(), verdict.violations());
        assertEquals(1, verdict.lost());
        assertEquals(0, verdict.promised());
    }

    @Test
    void aTransferExactlyAtTheFrontierMustBeThere() {
        Verdict verdict = judge(200, books(A1));

        assertEquals(List.of(Kind.PROMISED_MISSING), kinds(verdict));
        assertFalse(verdict.isPromisedThere());
        assertTrue(verdict.invariantsHold());
    }

    @Test
    void aRowThatNobodyIssuedIsFoundOut() {
        Verdict verdict = judge(0, books(A1, new Transfer(3, 1, 1, 2, 7)));

        assertEquals(List.of(Kind.INVENTED), kinds(verdict));
        assertFalse(verdict.invariantsHold());
    }

    @Test
    void aRowWithAnotherAmountIsInventedAndTheRealOneMissing() {
        Verdict verdict = judge(100, books(new Transfer(1, 1, 1, 2, 11)));

        assertEquals(List.of(Kind.PROMISED_MISSING, Kind.INVENTED), kinds(verdict));
    }

    @Test
    void aRowThatIsThereTwiceIsFoundOut() {
        Verdict verdict = judge(0, books(A1, A1));

        assertTrue(kinds(verdict).contains(Kind.INVENTED), verdict.toString());
        assertTrue(kinds(verdict).contains(Kind.NOT_A_PREFIX), verdict.toString());
    }

    @Test
    void aHoleInAClientsRowsIsFoundOut() {
        Verdict verdict = judge(0, books(A1, A3));

        assertEquals(List.of(Kind.NOT_A_PREFIX), kinds(verdict));
        assertFalse(verdict.invariantsHold());
    }

    @Test
    void rowsOutOfOrderAreFoundOut() {
        Verdict verdict = judge(300, books(A2, A1, B1));

        assertEquals(List.of(Kind.NOT_A_PREFIX), kinds(verdict));
    }

    @Test
    void moneyThatMovedWithoutALedgerRowIsFoundOut() {
        Books honest = books(A1);
        Map<Integer, Long> cooked = new HashMap<>(honest.balances());
        cooked.merge(2, -1L, Long::sum);
        cooked.merge(3, 1L, Long::sum);

        Verdict verdict = judge(100, new Books(honest.ledger(), cooked));

        assertEquals(List.of(Kind.BALANCE_WRONG), kinds(verdict));
        assertFalse(verdict.invariantsHold());
    }

    @Test
    void moneyThatAppearedIsFoundOut() {
        Books honest = books(A1);
        Map<Integer, Long> cooked = new HashMap<>(honest.balances());
        cooked.merge(2, 1L, Long::sum);

        Verdict verdict = judge(100, new Books(honest.ledger(), cooked));

        assertEquals(List.of(Kind.TOTAL_CHANGED, Kind.BALANCE_WRONG), kinds(verdict));
    }

    @Test
    void anAccountThatVanishedIsFoundOut() {
        Books honest = books();
        Map<Integer, Long> fewer = new HashMap<>(honest.balances());
        fewer.remove(3);

        Verdict verdict = judge(0, new Books(honest.ledger(), fewer));

        assertEquals(List.of(Kind.TOTAL_CHANGED, Kind.BALANCE_WRONG), kinds(verdict));
    }

    @Test
    void manyOfAKindAreToldOnce() {
        Verdict verdict = judge(300, books());

        assertEquals(1, verdict.violations().size());
        assertTrue(
                verdict.violations().getFirst().detail().contains("(and 2 more)"),
                verdict.toString());
    }

    @Test
    void nothingWasIssuedAndNothingIsThere() {
        Verdict verdict = Verdict.of(new Evidence(BANK, new ArrayList<>(), Lsn.ZERO, books()));

        assertEquals(List.of(), verdict.violations());
        assertEquals(Optional.empty(), verdict.lastRecovered());
    }
}
