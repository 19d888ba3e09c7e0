package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.container.SealedContainer;

/**
 * A pack, ready to be put.
 *
 * @param buffer to be given back to the pool once the pack has been put
 */
record SealedPack(SealedContainer container, PackInfo info, byte[] buffer) {}
