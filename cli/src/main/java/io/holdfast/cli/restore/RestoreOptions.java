package io.holdfast.cli.restore;

import io.holdfast.agent.restore.RecoveryAction;
import io.holdfast.agent.restore.RestoreRequest;
import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.target.RestoreTarget;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What shall be restored, and where. */
final class RestoreOptions {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "TARGET",
            description =
                    "latest, immediate, time=2026-01-02T03:04:05Z, lsn=16/B374D848, xid=1234, or"
                            + " name=<restore point>.")
    private String to;

    @Option(
            names = "--exclusive",
            description = "Stop before what stands exactly at the target, not after it.")
    private boolean isExclusive;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "DIR",
            description =
                    "The data directory to make. It must be empty, or not exist, unless --delta is"
                            + " given.")
    private Path target;

    @Option(
            names = "--delta",
            description =
                    "Take the stopped data directory of the same cluster, or a restore that was"
                            + " interrupted: keep the files that are right, read the others, and"
                            + " REMOVE what the backup does not have. --dry-run lists that.")
    private boolean isDelta;

    @Option(
            names = "--backup",
            paramLabel = "ID",
            description = "Begin with this backup. Default: the newest that can reach the target.")
    private @Nullable String backup;

    @Option(
            names = "--timeline",
            paramLabel = "N",
            description = "Follow this timeline. Default: the newest history.")
    private @Nullable Integer timeline;

    @Option(
            names = "--tablespace",
            paramLabel = "OLD=NEW",
            description = "Put the tablespace that was at OLD to NEW. May be repeated.")
    private Map<String, Path> tablespaces = new LinkedHashMap<>();

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Where WAL is handed to PostgreSQL. Default: beside the target, <target>.spool.")
    private @Nullable Path spool;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            defaultValue = "promote",
            description =
                    "What PostgreSQL does at the target: promote (open for writing), pause (stay"
                            + " readable until you promote it), or shutdown. Default: promote.")
    private RecoveryAction action;

    /** Refuses what is malformed, before anything is connected to. */
    void check() {
        restoreTarget();
        backup();
    }

    RestoreTarget restoreTarget() {
        return RestoreTarget.parse(to, !isExclusive);
    }

    RestoreRequest request(ClusterRepository repository) {
        return new RestoreRequest(
                repository,
                restoreTarget(),
                Optional.ofNullable(timeline).map(TimelineId::new),
                backup(),
                new Destination(target, tablespaces, isDelta),
                action,
                FeederOptions.in(spoolDirectory()));
    }

    private Optional<BackupId> backup() {
        return Optional.ofNullable(backup).map(BackupId::new);
    }

    private Path spoolDirectory() {
        Path data = target.toAbsolutePath().normalize();
        return spool == null
                ? data.resolveSibling(data.getFileName() + ".spool")
                : spool.toAbsolutePath().normalize();
    }
}
