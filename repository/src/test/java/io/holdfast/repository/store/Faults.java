package io.holdfast.repository.store;

import io.holdfast.repository.store.FaultyObjectStore.Died;
import io.holdfast.repository.store.FaultyObjectStore.Fault;
import io.holdfast.repository.store.FaultyObjectStore.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The faults of a {@link FaultyObjectStore}. Each instance has a state of its own. */
public final class Faults {
    private Faults() {}

    /**
     * The process dies at the {@code k}-th put or delete (from 1), before it takes effect, and
     * stays dead: every later operation fails as well.
     */
    public static Fault diesBefore(int k) {
        return new Death(k, false);
    }

    /** As {@link #diesBefore}, after the step took effect: the answer never arrives. */
    public static Fault diesAfter(int k) {
        return new Death(k, true);
    }

    private record Death(int k, boolean afterEffect, AtomicInteger steps) implements Fault {
        Death(int k, boolean afterEffect) {
            this(k, afterEffect, new AtomicInteger());
        }

        @Override
        public void before(Operation operation) {
            var step = operation.isDurable() ? steps.incrementAndGet() : steps.get() + 1;
            if (step > k || (step == k && operation.isDurable() && !afterEffect)) {
                throw new Died("dead at step " + k + ", before " + operation);
            }
        }

        @Override
        public void after(Operation operation) {
            if (afterEffect && operation.isDurable() && steps.get() >= k) {
                throw new Died("dead at step " + k + ", after " + operation);
            }
        }
    }

    /** Every operation takes this long more. */
    public static Fault delays(Duration delay) {
        return new Fault() {
            @Override
            public void before(Operation operation) {
                try {
                    Thread.sleep(delay);
                } catch (InterruptedException e) {
                    throw Interruptions.interrupted(operation.toString(), e);
                }
            }
        };
    }

    /**
     * Of the operations this share (0 to 1) fails with a transient failure, half of them after they
     * took effect. The same seed gives the same sequence if the operations come one at a time.
     */
    public static Fault failsAtRandom(long seed, double share) {
        var random = new Random(seed);
        return new Fault() {
            @Override
            public synchronized void before(Operation operation) {
                fail(operation);
            }

            @Override
            public synchronized void after(Operation operation) {
                fail(operation);
            }

            private void fail(Operation operation) {
                if (random.nextDouble() < share / 2) {
                    throw FaultyObjectStore.transientFailure(operation);
                }
            }
        };
    }

    /** The next operation that fits is done, but its answer is lost: a transient failure. */
    public static Fault losesAnswerOnce(Predicate<Operation> which) {
        var left = new AtomicInteger(1);
        return new Fault() {
            @Override
            public void after(Operation operation) {
                if (which.test(operation) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    throw FaultyObjectStore.transientFailure(operation);
                }
            }
        };
    }

    /** Fails every operation that fits with this, before it takes effect. */
    public static Fault failsWith(Predicate<Operation> which, RuntimeException failure) {
        return new Fault() {
            @Override
            public void before(Operation operation) {
                if (which.test(operation)) {
                    throw failure;
                }
            }
        };
    }

    /** Objects put through this store are missing from listings until {@link Hiding#reveal}. */
    public static Hiding hidesFreshObjects() {
        return new Hiding(ConcurrentHashMap.newKeySet());
    }

    /** See {@link #hidesFreshObjects}. */
    public record Hiding(Set<String> hidden) implements Fault {
        @Override
        public void after(Operation operation) {
            if (operation.kind() == FaultyObjectStore.Kind.PUT) {
                hidden.add(operation.name());
            }
        }

        @Override
        public ObjectPage listed(ObjectPage page) {
            var seen = page.objects().stream().filter(object -> !hidden.contains(object.name()));
            return new ObjectPage(seen.toList(), page.truncated());
        }

        public void reveal() {
            hidden.clear();
        }
    }

    /** Operations that fit hang before they take effect, until {@link Stall#release}. */
    public static Stall stalls(Predicate<Operation> which) {
        return new Stall(which, new CountDownLatch(1), new CountDownLatch(1));
    }

    /** See {@link #stalls}. */
    public record Stall(Predicate<Operation> which, CountDownLatch reached, CountDownLatch released)
            implements Fault {
        @Override
        public void before(Operation operation) {
            if (!which.test(operation)) {
                return;
            }
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw Interruptions.interrupted(operation.toString(), e);
            }
        }

        /** Waits until an operation hangs. */
        public void awaitReached() throws InterruptedException {
            reached.await();
        }

        public void release() {
            released.countDown();
        }
    }

    /** Keeps the operations that took effect, in the order in which they did. */
    public static Recording records() {
        return new Recording(new CopyOnWriteArrayList<>());
    }

    /** See {@link #records}. */
    public record Recording(List<Operation> operations) implements Fault {
        @Override
        public void after(Operation operation) {
            operations.add(operation);
        }

        /** Puts and deletes only: the steps at which a process may die. */
        public List<Operation> durable() {
            return operations.stream().filter(Operation::isDurable).toList();
        }
    }
}
