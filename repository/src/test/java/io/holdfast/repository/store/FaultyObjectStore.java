package io.holdfast.repository.store;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store that goes wrong as told by its {@link Fault}s, asked one after the other before and after
 * each operation on the store that it wraps. What reached the wrapped store survives: give it to a
 * new instance to see what a restarted process finds.
 */
public final class FaultyObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final List<Fault> faults;

    public FaultyObjectStore(ObjectStore store, Fault... faults) {
        this.store = store;
        this.faults = List.of(faults);
    }

    /** One operation: its kind and the name, or the prefix of a listing. */
    public record Operation(Kind kind, String name) {
        /** Whether it changes what the store holds. */
        public boolean isDurable() {
            return kind == Kind.PUT || kind == Kind.DELETE;
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /** The kinds of operations. */
    public enum Kind {
        PUT,
        GET,
        SIZE,
        LIST,
        DELETE
    }

    /** What goes wrong; see {@link Faults} for those there are. */
    public interface Fault {
        /** May throw instead of letting the operation reach the store, or take its time. */
        default void before(Operation operation) {}

        /** May throw although the operation took effect: the lost answer. */
        default void after(Operation operation) {}

        /** May hide or reorder what a listing found. */
        default ObjectPage listed(ObjectPage page) {
            return page;
        }
    }

    /** The process is gone: nothing catches this by accident, and nothing tries again. */
    public static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died(String where) {
            super(where);
        }
    }

    static HoldfastException transientFailure(Operation operation) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "test-fault",
                "injected failure of " + operation,
                "Nothing needs to be done.");
    }

    private <T> T run(Kind kind, String name, Supplier<T> call) {
        var operation = new Operation(kind, name);
        faults.forEach(fault -> fault.before(operation));
        var result = call.get();
        faults.forEach(fault -> fault.after(operation));
        return result;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        return run(Kind.PUT, name, () -> store.putIfAbsent(name, bytes, length));
    }

    @Override
    public Optional<byte[]> get(String name) {
        return run(Kind.GET, name, () -> store.get(name));
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return run(Kind.GET, name, () -> store.get(name, offset, length));
    }

    @Override
    public Optional<Long> size(String name) {
        return run(Kind.SIZE, name, () -> store.size(name));
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        var page = run(Kind.LIST, prefix, () -> store.list(prefix, startAfter, max));
        for (var fault : faults) {
            page = fault.listed(new ObjectPage(new ArrayList<>(page.objects()), page.truncated()));
        }
        return page;
    }

    @Override
    public void delete(String name) {
        run(
                Kind.DELETE,
                name,
                () -> {
                    store.delete(name);
                    return Optional.empty();
                });
    }

    @Override
    public String describe() {
        return "faulty " + store.describe();
    }

    @Override
    public void close() {
        store.close();
    }
}
