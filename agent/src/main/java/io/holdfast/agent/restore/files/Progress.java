package io.holdfast.agent.restore.files;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts what is complete, from several threads, and tells the listener. */
final class Progress {
    private final Survey survey;
    private final Consumer<FileProgress> listener;
    private final LongSupplier nanoTime;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Progress(Survey survey, Consumer<FileProgress> listener, LongSupplier nanoTime) {
        this.survey = survey;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    Patience patience(ApplyOptions options) {
        return new Patience(options.patience(), Duration.ofMillis(200), nanoTime);
    }

    void fileDone(long sizeBytes) {
        bytes.addAndGet(sizeBytes);
        files.incrementAndGet();
        tell();
    }

    /** Something was done that is no file of the backup. */
    void tell() {
        listener.accept(
                new FileProgress(files.get(), bytes.get(), survey.files(), survey.plainBytes()));
    }
}
