package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Decides where a backup reads: a data directory that cannot be proven is no reason to fail. */
record SourceSelection(
        PgConnector connector,
        ConnectionSettings settings,
        SourceChoice choice,
        LongSupplier nanoTime) {
    /**
     * @throws HoldfastException {@code backup-not-local} if it had to be local
     */
    FileSource select(ServerSurvey survey) throws InterruptedException {
        return switch (choice.wish()) {
            case STREAMED -> new StreamedFiles(connector, settings, Optional.empty());
            case AUTO, LOCAL -> localIfProven(survey);
        };
    }

    private FileSource localIfProven(ServerSurvey survey) throws InterruptedException {
        LocalSession session = new LocalSession(connector.connect(settings), nanoTime);
        boolean isUsed = false;
        try {
            switch (new LocalProof(session, survey).of(choice.dataDirectory())) {
                case LocalProof.Outcome.Proven proven -> {
                    isUsed = true;
                    return new LocalFiles(proven.server(), nanoTime);
                }
                case LocalProof.Outcome.Failed failed -> {
                    if (choice.wish() == SourceChoice.Wish.LOCAL) {
                        throw notLocal(failed.reason());
                    }
                    return new StreamedFiles(connector, settings, Optional.of(failed.reason()));
                }
            }
        } finally {
            if (!isUsed) {
                session.close();
            }
        }
    }

    private static HoldfastException notLocal(String reason) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "backup-not-local",
                "the backup cannot be read from the data directory: " + reason,
                "Repair that, or set backup.source to auto: then such a backup is streamed.");
    }
}
