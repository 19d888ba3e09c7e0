package io.holdfast.agent.backup;

import io.holdfast.agent.replication.CopyOut;
import io.holdfast.agent.replication.CopyOut.Event;
import io.holdfast.agent.replication.QueryResult;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.tar.TarReader;
import io.holdfast.postgres.wire.BackupStreamMessage;
import io.holdfast.postgres.wire.ReplicationResults;
import io.holdfast.postgres.wire.ReplicationResults.BackupPosition;
import io.holdfast.postgres.wire.ReplicationResults.BackupTablespace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code BASE_BACKUP} as one sequence of archives, whatever the major: in 14 each
 * tablespace comes in a COPY of its own, in the order of the list; from 15 on messages within one
 * COPY say where an archive begins ({@code backup/basebackup_copy.c}).
 */
final class BaseBackupStream {
    private static final int FIRST_WITH_MESSAGES = 15;

    private final CopyOut copy;
    private final boolean hasMessages;
    private final List<QueryResult.Set> sets = new ArrayList<>();
    private int archives;
    private @Nullable TarReader tar;

    /** What the server says before the first archive. */
    record Beginning(BackupPosition start, List<BackupTablespace> tablespaces) {}

    BaseBackupStream(CopyOut copy, int major) {
        this.copy = copy;
        this.hasMessages = major >= FIRST_WITH_MESSAGES;
    }

    /** Waits for the server's checkpoint. */
    Beginning begin() {
        while (true) {
            Event event = copy.next();
            if (event instanceof Event.CopyBegins) {
                break;
            }
            add(event);
        }
        require(sets.size() == 2, "it began with " + sets.size() + " result sets");
        BackupPosition start = ReplicationResults.backupPosition(sets.getFirst().rows().getFirst());
        List<BackupTablespace> tablespaces =
                sets.getLast().rows().stream().map(ReplicationResults::backupTablespace).toList();
        return new Beginning(start, tablespaces);
    }

    /**
     * Reads all archives, and returns where the backup ends.
     *
     * @param listeners gives who is told of an archive's entries
     */
    BackupPosition read(Beginning beginning, Function<BackupTablespace, ArchiveEntries> listeners) {
        if (!hasMessages) {
            nextArchive(beginning, listeners);
        }
        for (Event event = copy.next(); !(event instanceof Event.Finished); event = copy.next()) {
            switch (event) {
                case Event.Data data -> data(data.payload(), beginning, listeners);
                case Event.CopyBegins _ -> nextArchive(beginning, listeners);
                case Event.CopyEnds _ -> endArchive();
                case Event.Rows rows -> sets.addAll(rows.result().sets());
                case Event.Finished _ -> throw new IllegalStateException("handled above");
            }
        }
        require(archives == beginning.tablespaces().size(), "it had " + archives + " archives");
        require(sets.size() > 2 && !sets.get(2).rows().isEmpty(), "it did not say where it ends");
        return ReplicationResults.backupPosition(sets.get(2).rows().getFirst());
    }

    private void data(
            ByteBuffer payload,
            Beginning beginning,
            Function<BackupTablespace, ArchiveEntries> listeners) {
        if (!hasMessages) {
            feed(payload);
            return;
        }
        switch (BackupStreamMessage.decode(payload)) {
            case BackupStreamMessage.NewArchive _ -> {
                endArchive();
                nextArchive(beginning, listeners);
            }
            case BackupStreamMessage.Data data -> feed(data.payload());
            case BackupStreamMessage.ManifestStart _ -> endArchive();
            case BackupStreamMessage.Progress _ -> {
                // its bytes are those that were sent, which are counted as they come
            }
        }
    }

    private void feed(ByteBuffer payload) {
        if (tar == null) {
            throw broken("data came outside of an archive");
        }
        tar.feed(payload);
    }

    private void nextArchive(
            Beginning beginning, Function<BackupTablespace, ArchiveEntries> listeners) {
        require(archives < beginning.tablespaces().size(), "it has more archives than announced");
        tar = new TarReader(listeners.apply(beginning.tablespaces().get(archives)));
        archives++;
    }

    private void endArchive() {
        if (tar != null) {
            tar.finish();
            tar = null;
        }
    }

    private void add(Event event) {
        if (event instanceof Event.Rows rows) {
            rows.result().sets().stream().filter(set -> !set.rows().isEmpty()).forEach(sets::add);
            return;
        }
        throw broken("it began with " + event.getClass().getSimpleName());
    }

    private static void require(boolean fits, String otherwise) {
        if (!fits) {
            throw broken(otherwise);
        }
    }

    private static HoldfastException broken(String how) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "base-backup-out-of-step",
                "the server's answer to BASE_BACKUP makes no sense: " + how,
                "Check that no proxy or pooler stands between the agent and the server.");
    }
}
