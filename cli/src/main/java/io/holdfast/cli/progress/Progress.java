package io.holdfast.cli.progress;

/** Where a command tells how far it has come. Safe for use by many threads; cheap to call often. */
public interface Progress extends AutoCloseable {
    /** Begins a stretch of work whose size in bytes is known. Several may be under way at once. */
    Phase begin(String name, long totalBytes);

    /** Begins a stretch of work of unknown size. */
    Phase begin(String name);

    /** What is going on right now, in one line that takes the place of the one before. */
    void status(String line);

    /** Something worth keeping: a line that stays above the bars. */
    void note(String line);

    /** Takes the bars away and stops painting. */
    @Override
    void close();

    /** A stretch of work. */
    interface Phase extends AutoCloseable {
        void advance(long bytes);

        /** Sets the size once it is known, or corrects it. */
        void total(long bytes);

        /** Ends the phase: it succeeded, and is told so with its size and duration. */
        void done();

        /** Ends the phase without a word, if it was not done: what stopped it is told elsewhere. */
        @Override
        void close();
    }
}
