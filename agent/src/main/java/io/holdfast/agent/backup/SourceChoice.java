package io.holdfast.agent.backup;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where backups shall read from.
 *
 * @param dataDirectory as the agent sees it; empty: where the server says that it is
 */
public record SourceChoice(Wish wish, Optional<Path> dataDirectory) {
    public static final SourceChoice STREAMED = new SourceChoice(Wish.STREAMED, Optional.empty());

    /** What somebody asked for. */
    public enum Wish {
        /** Local where the data directory proves to be the server's, else streamed. */
        AUTO,
        /** Local or not at all. */
        LOCAL,
        STREAMED
    }
}
