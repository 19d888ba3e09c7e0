package io.holdfast.agent.testing;

import io.holdfast.repository.store.FaultyObjectStore.Died;
import io.holdfast.repository.store.FaultyObjectStore.Fault;
import io.holdfast.repository.store.FaultyObjectStore.Operation;

/** A fault that a test can change while the store is in use, one for several stores. */
public final class SwitchableFault implements Fault {
    private volatile Fault current = new Fault() {};
    private volatile boolean hasDied;

    public void become(Fault fault) {
        current = fault;
        hasDied = false;
    }

    public void heal() {
        become(new Fault() {});
    }

    /** Whether the fault since then was a death that somebody has met. */
    public boolean hasDied() {
        return hasDied;
    }

    @Override
    public void before(Operation operation) {
        try {
            current.before(operation);
        } catch (Died e) {
            hasDied = true;
            throw e;
        }
    }

    @Override
    public void after(Operation operation) {
        try {
            current.after(operation);
        } catch (Died e) {
            hasDied = true;
            throw e;
        }
    }
}
