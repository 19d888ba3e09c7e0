package io.holdfast.agent.verify;

import io.holdfast.error.HoldfastException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A few threads that look at numbered things, up to the first problem. */
final class Crew {
    private final int count;
    private final IntFunction<Optional<Problem>> check;
    private final AtomicInteger next = new AtomicInteger(1);
    private final AtomicBoolean isOver = new AtomicBoolean();

    private Crew(int count, IntFunction<Optional<Problem>> check) {
        this.count = count;
        this.check = check;
    }

    /** Looks at 1 to {@code count}; a failure that is no problem of the thing is thrown. */
    static Optional<Problem> run(int threads, int count, IntFunction<Optional<Problem>> check) {
        Crew crew = new Crew(count, check);
        List<CompletableFuture<Optional<Problem>>> members = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(threads, count); i++) {
                members.add(CompletableFuture.supplyAsync(crew::work, executor));
            }
        }
        Optional<Problem> found = Optional.empty();
        for (CompletableFuture<Optional<Problem>> member : members) {
            Optional<Problem> one = join(member);
            found = found.isPresent() ? found : one;
        }
        return found;
    }

    private static Optional<Problem> join(CompletableFuture<Optional<Problem>> member) {
        try {
            return member.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HoldfastException known ? known : e;
        }
    }

    private Optional<Problem> work() {
        boolean isClean = false;
        try {
            for (int i = next.getAndIncrement(); i <= count; i = next.getAndIncrement()) {
                Optional<Problem> problem = isOver.get() ? Optional.empty() : check.apply(i);
                if (problem.isPresent()) {
                    return problem;
                }
            }
            isClean = true;
            return Optional.empty();
        } finally {
            if (!isClean) {
                isOver.set(true);
            }
        }
    }
}
