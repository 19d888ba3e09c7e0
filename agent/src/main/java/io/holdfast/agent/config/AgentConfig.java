package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.SettingsFile;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.value.Secret;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that an agent, or a command that stands in for one, is told by its configuration file. */
public record AgentConfig(
        @Setting(
                        value =
                                "The cluster that this database belongs to. Repositories keep its backups and WAL under this id, so it must be the same on every instance of the cluster, and never change.",
                        example = "bank",
                        pattern = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                        patternHint =
                                "Use 1 to 63 of the characters a-z, 0-9 and -, beginning and ending with a letter or digit.")
                String cluster,
        @Setting(
                        value = "The name of this PostgreSQL instance among those of its cluster.",
                        byDefault = Setting.HOST_NAME,
                        pattern = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?",
                        patternHint =
                                "Use 1 to 63 of the characters a-z, 0-9, - and ., beginning and ending with a letter or digit.")
                String instance,
        @Setting("How to reach the PostgreSQL server.") PostgresConfig postgres,
        @Setting(
                        value =
                                "The master key, which wraps the cluster's data key. Without it nothing in a repository can be read: keep a copy where the database and this host are not.",
                        example = "{file: /etc/holdfast/master.key}")
                Secret masterKey,
        @Setting("Where backups and WAL are kept. WAL goes to all of them at once.")
                List<RepositoryConfig> repositories,
        @Setting(
                        value =
                                "How many repositories must hold WAL before PostgreSQL is told that it is safe and may remove it: all, any, or a number.",
                        byDefault = "all")
                Durability durability,
        @Setting("How WAL is captured.") CaptureConfig capture,
        @Setting("How and when base backups are made.") BackupConfig backup,
        @Setting(
                        "What is kept. A backup is kept while any of these rules keeps it. With a window, all the WAL stays that it takes, and of older backups what makes them consistent; without a window, all the WAL from the oldest kept backup on. Without a rule nothing is ever removed.")
                RetentionConfig retention,
        @Setting("The agent's own page, metrics and health checks.") HttpConfig http,
        @Setting("The control plane that looks after this database, if there is one.")
                ControlPlaneConfig controlPlane) {

    public AgentConfig {
        if (repositories.isEmpty()) {
            throw Rejected.setting(
                    "repositories", "is empty", "Name at least one repository to keep backups in.");
        }
        Set<String> names = new HashSet<>();
        for (RepositoryConfig repository : repositories) {
            if (!names.add(repository.name())) {
                throw Rejected.setting(
                        "repositories",
                        "two are named '" + repository.name() + "'",
                        "Give each repository a name of its own.");
            }
        }
        durability.checkAgainst(repositories.size());
        repositories = List.copyOf(repositories);
    }

    /**
     * Reads and checks a configuration file. Relative paths in it are relative to its directory.
     *
     * @throws io.holdfast.error.HoldfastException (configuration) with all the problems of the
     *     file, each with its line and a hint
     */
    public static AgentConfig read(Path file, Surroundings surroundings) {
        return new SettingsFile(file, surroundings, Map.of(Durability.class, Durability::parse))
                .read(AgentConfig.class);
    }
}
