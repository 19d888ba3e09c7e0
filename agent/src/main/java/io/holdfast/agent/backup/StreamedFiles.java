package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.write.BackupWriter;
import java.util.List;
import java.util.Optional;

/** All files of the server through one {@code BASE_BACKUP}. */
final class StreamedFiles implements FileSource {
    private final PgConnector connector;
    private final ConnectionSettings settings;
    private final Optional<String> notLocal;

    /**
     * @param notLocal why it is not the data directory, where that might have been
     */
    StreamedFiles(PgConnector connector, ConnectionSettings settings, Optional<String> notLocal) {
        this.connector = connector;
        this.settings = settings;
        this.notLocal = notLocal;
    }

    @Override
    public BackupSource kind() {
        return BackupSource.STREAMED;
    }

    @Override
    public Optional<String> notLocal() {
        return notLocal;
    }

    @Override
    public CopiedFiles copy(
            BackupRequest request, ServerSurvey survey, BackupWriter writer, Progress progress) {
        try (ReplicationConnection connection = connector.connectReplication(settings)) {
            return new FileCopy(request, survey, writer, progress).over(connection);
        }
    }

    @Override
    public Damage recheck(List<Suspicions.Suspicion> suspicions, long beyondKept, int blockSize) {
        try (PgConnection sql = connector.connect(settings)) {
            return new PageRecheck(new SqlPages(sql, blockSize), blockSize)
                    .of(suspicions, beyondKept);
        }
    }

    @Override
    public void close() {
        // each connection is closed where it is opened
    }
}
