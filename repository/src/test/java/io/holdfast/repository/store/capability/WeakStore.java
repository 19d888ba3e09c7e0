package io.holdfast.repository.store.capability;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store in memory with the weaknesses that real ones have been seen with. */
final class WeakStore implements ProbeableStore {
    /** What is different from a good store. */
    enum Trait {
        IGNORES_CONDITION,
        LOOKS_THEN_PUTS,
        LISTS_LATE,
        IGNORES_RANGE,
        ACCEPTS_DAMAGE,
        CLOCK_WRONG,
        DENIES_OVERWRITE_AND_DELETE
    }

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    private final InstantSource clock;
    // Two writers that look at once both find the name free.
    private final CyclicBarrier looking = new CyclicBarrier(2);

    WeakStore(InstantSource clock, Trait... traits) {
        this.clock = clock;
        this.traits.addAll(Arrays.asList(traits));
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        if (traits.contains(Trait.IGNORES_CONDITION)) {
            memory.overwrite(name, Arrays.copyOf(bytes, length));
            return PutOutcome.CREATED;
        }
        if (traits.contains(Trait.LOOKS_THEN_PUTS) && name.contains("race")) {
            var free = memory.size(name).isEmpty();
            meet();
            if (free) {
                memory.overwrite(name, Arrays.copyOf(bytes, length));
                return PutOutcome.CREATED;
            }
            return PutOutcome.ALREADY_EXISTS;
        }
        return memory.putIfAbsent(name, bytes, length);
    }

    private void meet() {
        try {
            looking.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<byte[]> get(String name) {
        return memory.get(name);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return traits.contains(Trait.IGNORES_RANGE)
                ? memory.get(name)
                : memory.get(name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return memory.size(name);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        return traits.contains(Trait.LISTS_LATE)
                ? new ObjectPage(List.of(), false)
                : memory.list(prefix, startAfter, max);
    }

    @Override
    public void delete(String name) {
        denyIfProtected();
        memory.delete(name);
    }

    @Override
    public void overwrite(String name, byte[] bytes) {
        denyIfProtected();
        memory.overwrite(name, bytes);
    }

    private void denyIfProtected() {
        if (traits.contains(Trait.DENIES_OVERWRITE_AND_DELETE)) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "repository-access-denied",
                    "access denied",
                    "Ask for more rights.");
        }
    }

    @Override
    public boolean refusesDamagedBody(String name, byte[] bytes) {
        return !traits.contains(Trait.ACCEPTS_DAMAGE);
    }

    @Override
    public Optional<Instant> storeClock() {
        var wrong = traits.contains(Trait.CLOCK_WRONG) ? Duration.ofMinutes(14) : Duration.ZERO;
        return Optional.of(clock.instant().minus(wrong));
    }

    @Override
    public Optional<Boolean> versioned() {
        return Optional.empty();
    }

    @Override
    public Optional<Boolean> lockable() {
        return Optional.empty();
    }

    @Override
    public String describe() {
        return "a weak store";
    }

    @Override
    public void close() {}
}
