package io.holdfast.repository.expire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some requests to the store at a time, since each spends its time on the way. */
final class AtOnce {
    static final int MOST = 16;

    private AtOnce() {}

    /**
     * Returns the answers in the order of the questions; the first that failed is thrown.
     *
     * @param requests at most {@link #MOST}
     */
    static <T> List<T> ask(List<Callable<T>> requests) throws InterruptedException {
        List<T> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> answer : executor.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }
}
