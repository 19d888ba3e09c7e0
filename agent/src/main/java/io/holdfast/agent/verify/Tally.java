package io.holdfast.agent.verify;

import java.util.concurrent.atomic.LongAdder;

/** Counts what was looked at for one backup. For several threads. */
final class Tally {
    private final LongAdder objects = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final VerifyListener listener;

    Tally(VerifyListener listener) {
        this.listener = listener;
    }

    void object(long size) {
        objects.increment();
        bytes.add(size);
        listener.advanced(size);
    }

    /** Of an object that is counted already. */
    void read(long size) {
        listener.advanced(size);
    }

    long objects() {
        return objects.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
