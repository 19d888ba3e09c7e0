package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.testing.Actor;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A store as one agent of the model reaches it: the scheduler moves the agent on before every
 * operation, and a put of an agent that is killed there may still arrive later.
 */
final class ModelStore implements ObjectStore {
    private final ObjectStore store;
    private final Runnable step;
    private final BooleanSupplier isReachable;
    private final BooleanSupplier isWritable;
    private final Consumer<Runnable> inFlight;

    ModelStore(
            ObjectStore store,
            Runnable step,
            BooleanSupplier isReachable,
            BooleanSupplier isWritable,
            Consumer<Runnable> inFlight) {
        this.store = store;
        this.step = step;
        this.isReachable = isReachable;
        this.isWritable = isWritable;
        this.inFlight = inFlight;
    }

    private void reach() {
        step.run();
        if (!isReachable.getAsBoolean()) {
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT, "model-unreachable", "unreachable", "Wait.");
        }
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        try {
            reach();
        } catch (Actor.Killed e) {
            byte[] copy = bytes.clone();
            inFlight.accept(() -> store.putIfAbsent(name, copy, length));
            throw e;
        }
        if (!isWritable.getAsBoolean()) {
            throw new HoldfastException(
                    ErrorCategory.REPOSITORY, "model-full", "full", "Make room.");
        }
        return store.putIfAbsent(name, bytes, length);
    }

    @Override
    public Optional<byte[]> get(String name) {
        reach();
        return store.get(name);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return store.get(name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return store.size(name);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        reach();
        return store.list(prefix, startAfter, max);
    }

    @Override
    public void delete(String name) {
        throw new IllegalStateException("an agent deletes nothing");
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public void close() {}
}
