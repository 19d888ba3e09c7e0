package io.holdfast.repository.backup.copy;

/** How fast objects are copied, and whether any more for now. Asked by one thread. */
public interface CopyPace {
    /** As fast as it goes, to the end. */
    CopyPace UNBOUNDED = bytes -> true;

    /** Blocks until an object of this size may be copied; false to stop before it. */
    boolean mayCopy(long bytes) throws InterruptedException;
}
