package io.holdfast.cli.demo.bank;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came back, compared with what the clients know.
 *
 * @param acknowledged confirmed to a client
 * @param promised of those, the ones that the frontier covers
 * @param recovered rows of the recovered ledger
 * @param lost confirmed and not recovered
 * @param unacknowledged recovered although no client had the confirmation yet
 * @param lastRecovered when the newest of the recovered ones was confirmed
 * @param violations none, if all is well
 */
public record Verdict(
        int acknowledged,
        int promised,
        int recovered,
        int lost,
        int unacknowledged,
        Optional<Instant> lastRecovered,
        List<Violation> violations) {

    /** Judges; pure. */
    public static Verdict of(Evidence evidence) {
        Set<Transfer> recovered = new HashSet<>(evidence.recovered().ledger());
        List<Acknowledged> acknowledged =
                evidence.clients().stream().flatMap(c -> c.acknowledged().stream()).toList();
        List<Acknowledged> back =
                acknowledged.stream().filter(a -> recovered.contains(a.transfer())).toList();
        Audit audit = new Audit(evidence);
        return new Verdict(
                acknowledged.size(),
                audit.promised().size(),
                evidence.recovered().ledger().size(),
                acknowledged.size() - back.size(),
                Math.max(0, recovered.size() - back.size()),
                back.stream().map(Acknowledged::at).max(Instant::compareTo),
                audit.violations());
    }

    /** Whether the books are in order, however much of them came back. */
    public boolean invariantsHold() {
        return violations.stream().allMatch(v -> v.kind() == Violation.Kind.PROMISED_MISSING);
    }

    /** Whether everything that the frontier covers came back. */
    public boolean isPromisedThere() {
        return violations.stream().noneMatch(v -> v.kind() == Violation.Kind.PROMISED_MISSING);
    }
}
