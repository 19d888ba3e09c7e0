package io.holdfast.agent.backup;

import io.holdfast.agent.capture.Capture;
import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.Tls;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An agent that captures WAL and makes a backup at once; a program with its own, small heap. */
final class BackupUnderLimit {
    private BackupUnderLimit() {}

    public static void main(String[] arguments) throws Exception {
        Repositories repositories = new Repositories();
        List<ClusterRepository> both =
                List.of(
                        add(repositories, "near", arguments[1]),
                        add(repositories, "far", arguments[2]));
        try (Backups backups = new Backups(Backups.only(BackupSource.valueOf(arguments[3])));
                Capture capture =
                        Capture.start(
                                new Capture.Surroundings(
                                        backups.link.connector,
                                        settings(Integer.parseInt(arguments[0])),
                                        Repositories.CLUSTER.value(),
                                        repositories.openers(),
                                        InstantSource.system(),
                                        System::nanoTime),
                                Capturing.settings("db1", new Durability.All()),
                                event -> {})) {
            BackupResult.Complete result =
                    backups.complete(
                            settings(Integer.parseInt(arguments[0])), Backups.request(both));
            System.out.println(
                    "complete in "
                            + result.repositories()
                            + ", "
                            + result.manifest().totals()
                            + ", capture "
                            + capture.status().phase());
        }
    }

    private static ClusterRepository add(Repositories repositories, String name, String path) {
        return repositories.add(name, DirectoryObjectStore.open(Path.of(path))).open();
    }

    private static ConnectionSettings settings(int port) {
        return new ConnectionSettings(
                "127.0.0.1",
                port,
                "postgres",
                Optional::empty,
                "postgres",
                Tls.of(Tls.Mode.DISABLE),
                "holdfast-test",
                Link.PATIENCE,
                Link.PATIENCE);
    }
}
