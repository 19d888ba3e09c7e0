package io.holdfast.agent.run;

import io.holdfast.agent.job.AcceptedJob;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the schedule is asked for beside its own runs, in order. For any thread. */
final class BackupLane {
    private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();

    /** What is to be done as soon as possible. */
    sealed interface Wish {
        /** A full backup, for WAL is missing. */
        record Gap(String reason) implements Wish {}

        /** A full backup, for somebody asked for it. */
        record Job(AcceptedJob job) implements Wish {}

        /** A look at what the repositories lack. */
        record Fill() implements Wish {}

        /** A look at what is due, for the schedules have changed. */
        record Look() implements Wish {}
    }

    /** WAL is missing; saying so twice before the backup begins is saying it once. */
    void gap(String reason) {
        if (wishes.stream().noneMatch(Wish.Gap.class::isInstance)) {
            wishes.add(new Wish.Gap(reason));
        }
    }

    void job(AcceptedJob job) {
        wishes.add(new Wish.Job(job));
    }

    /** A repository may be back that was away. */
    void fill() {
        once(new Wish.Fill());
    }

    void look() {
        once(new Wish.Look());
    }

    private void once(Wish wish) {
        if (!wishes.contains(wish)) {
            wishes.add(wish);
        }
    }

    boolean hasBackup() {
        return wishes.stream()
                .anyMatch(wish -> wish instanceof Wish.Gap || wish instanceof Wish.Job);
    }

    /** The next wish, if there is one before so long. */
    Optional<Wish> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(wishes.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }
}
