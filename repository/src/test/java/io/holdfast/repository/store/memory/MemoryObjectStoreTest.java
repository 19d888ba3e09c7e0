package io.holdfast.repository.store.memory;

import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ObjectStoreContract;

final class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore open() {
        return new MemoryObjectStore();
    }
}
