package io.holdfast.repository.expire;

import io.holdfast.repository.expire.Verdict.Decision;
import java.util.List;

/**
 * What stays and what goes, and why: it can be shown before anything is done.
 *
 * @param verdicts on every backup's folder, newest first
 * @param walObjects how many objects of WAL go
 * @param walBytes of the WAL that goes
 * @param keptWalBytes of the WAL that stays
 */
public record RetentionPlan(
        List<Verdict> verdicts, long walObjects, long walBytes, long keptWalBytes) {

    /** The folders about which this was decided. */
    public List<Verdict> all(Decision decision) {
        return verdicts.stream().filter(v -> v.decision() == decision).toList();
    }

    /** Whether applying it would do nothing. */
    public boolean isEmpty() {
        return walObjects == 0 && verdicts.stream().allMatch(v -> v.decision() == Decision.KEEP);
    }
}
