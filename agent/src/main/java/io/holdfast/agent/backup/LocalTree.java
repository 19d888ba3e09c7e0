package io.holdfast.agent.backup;

import io.holdfast.agent.backup.disk.DataTree;
import io.holdfast.agent.backup.disk.FoundFile;
import io.holdfast.agent.backup.disk.ReadAhead;
import io.holdfast.postgres.backup.BackupExclusions;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.Tablespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server's backup consists of, but for the control file. */
record LocalTree(Path data, DataTree tree) {
    private static final int LAST_WITH_STATISTICS_FILES = 14;
    private static final int MODE_BITS = 07777;

    static LocalTree of(LocalServer server, ServerSurvey survey) {
        ServerFacts facts = survey.facts();
        List<Tablespace> linked = server.tablespaces().linked();
        Set<String> emptied = new HashSet<>();
        linked.forEach(space -> inside(server.data(), space.location()).ifPresent(emptied::add));
        if (facts.major() <= LAST_WITH_STATISTICS_FILES) {
            Optional.ofNullable(survey.settings().get("stats_temp_directory"))
                    .flatMap(directory -> inside(server.data(), directory))
                    .ifPresent(emptied::add);
        }
        BackupExclusions exclusions =
                new BackupExclusions("PG_" + facts.major() + "_" + facts.catalogVersion(), emptied);
        return new LocalTree(
                server.data(),
                new DataTree(
                        server.data(), exclusions, linked.stream().map(Tablespace::oid).toList()));
    }

    /** A tablespace may lie inside the data directory, and would come twice. */
    private static Optional<String> inside(Path data, String location) {
        Path place = data.resolve(location).normalize();
        return place.startsWith(data) && !place.equals(data)
                ? Optional.of(data.relativize(place).toString())
                : Optional.empty();
    }

    /** How much there is to be copied, by and large. */
    long bytes() throws IOException, InterruptedException {
        Sum sum = new Sum();
        tree.walk(sum);
        return sum.bytes;
    }

    void copy(LocalCopy copy, ReadAhead ahead) throws IOException, InterruptedException {
        tree.walk(
                new DataTree.Visitor() {
                    @Override
                    public void directory(String path, int mode, long modifiedMicros)
                            throws IOException, InterruptedException {
                        // a file is written as one: what was read ahead comes first
                        ahead.finish();
                        copy.directory(path, mode, modifiedMicros);
                    }

                    @Override
                    public void file(FoundFile file) throws IOException, InterruptedException {
                        ahead.add(file);
                    }
                });
        ahead.finish();
    }

    int controlFileMode() throws IOException {
        Path file = data.resolve(ControlFile.PATH);
        return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                & MODE_BITS;
    }

    private static final class Sum implements DataTree.Visitor {
        private long bytes;

        @Override
        public void directory(String path, int mode, long modifiedMicros) {
            // has no bytes
        }

        @Override
        public void file(FoundFile file) {
            bytes += file.sizeBytes();
        }
    }
}
