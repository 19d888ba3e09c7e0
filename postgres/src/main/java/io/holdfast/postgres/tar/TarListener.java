package io.holdfast.postgres.tar;

import java.nio.ByteBuffer;

/** Is told of each entry in order: started, its data in pieces, ended; and of the archive's end. */
public interface TarListener {
    void entryStarted(TarEntry entry);

    /** Some bytes of the entry's content: a slice of what was fed, valid during the call. */
    void data(ByteBuffer content);

    void entryEnded();

    /** Called once. */
    void archiveEnded();
}
