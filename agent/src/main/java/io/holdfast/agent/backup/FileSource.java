package io.holdfast.agent.backup;

import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.write.BackupWriter;
import java.util.List;
import java.util.Optional;

/** Where the files of one backup come from. Closing ends what the server does for it. */
interface FileSource extends AutoCloseable {
    BackupSource kind();

    /** Why it is not the data directory, where that might have been. */
    Optional<String> notLocal();

    /** Copies everything, from the start of the server's backup to its stop. */
    CopiedFiles copy(
            BackupRequest request, ServerSurvey survey, BackupWriter writer, Progress progress)
            throws InterruptedException;

    /** Looks at suspicious pages once more. */
    Damage recheck(List<Suspicions.Suspicion> suspicions, long beyondKept, int blockSize);

    @Override
    void close();
}
