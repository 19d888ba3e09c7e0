package io.holdfast.cli.progress;

import java.util.List;

/** Lines that are shown in place of those before, for as long as somebody looks. */
public interface Screen extends AutoCloseable {
    /** For one thread at a time. */
    void show(List<String> lines);

    @Override
    void close();
}
