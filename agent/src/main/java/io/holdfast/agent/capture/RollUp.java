package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.wal.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which runs of pieces are worth an object of their own, so that a segment is restored from a
 * bounded number of objects: 64 consecutive objects of one level become one of the next, and a unit
 * that took more than eight objects becomes one. Pure; covers one roll unit at a time.
 */
final class RollUp {
    private static final int FAN_IN = 64;
    private static final int ENOUGH = 8;

    private final List<Cover> covers = new ArrayList<>();

    private record Cover(Lsn start, Lsn end, int level) {}

    /**
     * Takes note of a piece that follows the last one.
     *
     * @param endsUnit whether the roll unit ends with this piece
     * @return the runs to put, in this order
     */
    List<Span> add(Lsn start, Lsn end, boolean endsUnit) {
        covers.add(new Cover(start, end, 0));
        List<Span> runs = new ArrayList<>();
        if (endsUnit) {
            if (covers.size() > ENOUGH) {
                runs.add(new Span(covers.getFirst().start(), end));
            }
            covers.clear();
            return runs;
        }
        while (lastAreOfOneLevel()) {
            List<Cover> run = covers.subList(covers.size() - FAN_IN, covers.size());
            Cover rolled = new Cover(run.getFirst().start(), end, run.getFirst().level() + 1);
            run.clear();
            covers.add(rolled);
            runs.add(new Span(rolled.start(), rolled.end()));
        }
        return runs;
    }

    private boolean lastAreOfOneLevel() {
        int size = covers.size();
        if (size < FAN_IN) {
            return false;
        }
        int level = covers.get(size - 1).level();
        return covers.subList(size - FAN_IN, size).stream().allMatch(c -> c.level() == level);
    }
}
