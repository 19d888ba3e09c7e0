package io.holdfast.agent.restore.feed;

/** Waiting for a thread to end, also when the waiting thread is interrupted meanwhile. */
final class Joining {
    private Joining() {}

    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
