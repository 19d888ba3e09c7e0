package io.holdfast.agent.verify;

/** What has been proven of a backup, from the cheapest to the dearest (T84). */
public enum Level {
    /** Every object that it needs is there, with the right name, size and header. */
    STORED("What is in the objects was not read."),
    /** Every object was read whole and is what was written, every file and WAL record included. */
    INTACT("It was not started: only PostgreSQL itself can tell that it starts."),
    /**
     * It was restored, and PostgreSQL started from it and became consistent at the backup's stop.
     */
    STARTS("The WAL after the backup's stop was not replayed."),
    /** PostgreSQL replayed all WAL up to the repository's frontier, and stands exactly there. */
    REPLAYS("Tables were not read, and the server was not opened for writing.");

    private final String notShown;

    Level(String notShown) {
        this.notShown = notShown;
    }

    /** What it leaves open, in a sentence. */
    public String notShown() {
        return notShown;
    }

    /** Whether it takes a server. */
    public boolean startsServer() {
        return compareTo(INTACT) > 0;
    }
}
