package io.holdfast.cli.progress;

/** For programs that read JSON: nobody is watching. */
final class SilentProgress implements Progress {
    private record SilentPhase() implements Phase {
        @Override
        public void advance(long bytes) {}

        @Override
        public void total(long bytes) {}

        @Override
        public void done() {}

        @Override
        public void close() {}
    }

    @Override
    public Phase begin(String name, long totalBytes) {
        return new SilentPhase();
    }

    @Override
    public Phase begin(String name) {
        return new SilentPhase();
    }

    @Override
    public void status(String line) {}

    @Override
    public void note(String line) {}

    @Override
    public void close() {}
}
