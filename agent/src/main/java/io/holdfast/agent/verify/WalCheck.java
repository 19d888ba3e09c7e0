package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.wal.WalChain;
import io.holdfast.repository.wal.WalChain.Link;
import java.util.EnumSet;
import java.util.Optional;

/** Whether the WAL of a branch is there without a hole, and is what was written. */
final class WalCheck {
    private final BranchWal wal;
    private final Tally tally;

    WalCheck(BranchWal wal, Tally tally) {
        this.wal = wal;
        this.tally = tally;
    }

    /** What is done with an object of the chain. */
    private interface Step {
        Optional<Problem> take(Link.Found link);
    }

    /** By names and headers, from the segment of {@code start} to the frontier. */
    Optional<Problem> stored(Lsn start) {
        return walk(
                wal.segmentSize().startOf(start),
                link -> {
                    tally.object(link.header().plainBytes());
                    return Optional.empty();
                });
    }

    /**
     * Object by object, each held whole: authentic, continuing the one before, and every record in
     * it.
     *
     * @param start of the first record
     */
    Optional<Problem> intact(Lsn start, String systemIdentifier) {
        WalContent content = new WalContent(wal, start, systemIdentifier);
        return walk(wal.segmentSize().startOf(start), link -> open(link, content));
    }

    private Optional<Problem> open(Link.Found link, WalContent content) {
        Optional<OpenedContainer> opened = Optional.empty();
        EnumSet<ContainerKind> kind = EnumSet.of(link.header().kind());
        try {
            opened = wal.repository().get(link.name(), kind);
        } catch (io.holdfast.error.HoldfastException e) {
            return Problem.of(
                    link.name(),
                    () -> {
                        throw e;
                    });
        }
        if (opened.isEmpty()) {
            return Optional.of(Problem.missing(link.name()));
        }
        tally.read(opened.get().plain().length);
        return content.check(link, opened.get().plain());
    }

    /** What ends the window because it cannot be read is looked at, too. */
    private boolean isWithin(Lsn position) {
        Lsn end = wal.window().end();
        return position.isBefore(end)
                || (position.equals(end) && wal.window().damage().isPresent());
    }

    private Optional<Problem> walk(Lsn from, Step step) {
        WalChain chain = new WalChain(wal.repository(), wal.branch());
        Lsn position = from;
        while (isWithin(position)) {
            Link link = chain.at(position);
            Optional<Problem> problem =
                    switch (link) {
                        case Link.Found found -> step.take(found);
                        case Link.Missing missing -> Optional.of(Problem.missing(missing.name()));
                        case Link.Damaged damaged ->
                                Optional.of(new Problem(damaged.name(), damaged.reason()));
                    };
            if (problem.isPresent() || !(link instanceof Link.Found found)) {
                return problem;
            }
            position = found.end();
        }
        return Optional.empty();
    }
}
