package io.holdfast.agent.restore.files;

import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.read.OpenedBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier state of the cluster means for a restore into it.
 *
 * @param figures empty if there was nothing
 * @param reusedBytes of the disk that are kept, or become free
 */
record Leftover(Kept kept, Clearance clearance, Optional<DeltaFigures> figures, long reusedBytes) {
    static Leftover of(OpenedBackup backup, Placement placement, Survey survey, Found found) {
        ServerFacts server = backup.manifest().server();
        String version = "PG_" + server.major() + "_" + server.catalogVersion();
        try {
            return switch (found) {
                case NOTHING -> {
                    // not even a directory: there is nothing to visit
                    Clearance idle = new Clearance(placement, version, Kept.NOTHING);
                    yield new Leftover(Kept.NOTHING, idle, Optional.empty(), 0);
                }
                case STOPPED, INTERRUPTED -> {
                    Kept kept = Comparison.of(backup.entries(), placement);
                    Preflight.checkExternal(placement, found, kept);
                    yield counted(kept, new Clearance(placement, version, kept), survey);
                }
            };
        } catch (IOException e) {
            throw Preflight.unreadable(placement, e);
        }
    }

    private static Leftover counted(Kept kept, Clearance clearance, Survey survey)
            throws IOException {
        Count count = new Count(kept);
        clearance.visit(count);
        DeltaFigures figures =
                new DeltaFigures(
                        kept.count(),
                        kept.bytes(),
                        survey.files() - kept.count(),
                        survey.plainBytes() - kept.bytes(),
                        count.files,
                        count.bytes,
                        count.named);
        long reused = kept.bytes() + count.bytes + count.replacedBytes;
        return new Leftover(kept, clearance, Optional.of(figures), reused);
    }

    private static final class Count implements Clearance.Visitor {
        private final Kept kept;
        private final List<String> named = new ArrayList<>();
        private long files;
        private long bytes;
        private long replacedBytes;

        Count(Kept kept) {
            this.kept = kept;
        }

        @Override
        public void gone(Path path, long size, boolean isDirectory) {
            if (kept.replaced().contains(path)) {
                replacedBytes += size;
                return;
            }
            files += isDirectory ? 0 : 1;
            bytes += size;
            if (named.size() < DeltaFigures.MOST_NAMED) {
                named.add(isDirectory ? path + "/" : path.toString());
            }
        }
    }
}
