package io.holdfast.agent.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The words of {@code BASE_BACKUP}: keywords in 14, a list in parentheses from 15 on ({@code
 * replication/repl_gram.y}). The server is asked for no manifest, since the repository has its own;
 * not to verify checksums, since it would fail the whole backup in the end for one bad page; and
 * not to wait for its archiver, since the WAL is captured beside the backup.
 *
 * @param tablespaceMap whether the server shall send {@code tablespace_map}, and leave out {@code
 *     pg_tblspc} from the archive of the data directory
 */
record BaseBackupCommand(BackupRequest request, boolean tablespaceMap) {
    private static final int FIRST_WITH_LIST = 15;
    private static final long MIN_RATE_KB = 32;
    private static final long MAX_RATE_KB = 1_048_576;

    String text(int major) {
        return major < FIRST_WITH_LIST ? keywords() : list();
    }

    private String keywords() {
        List<String> words = new ArrayList<>();
        words.add("BASE_BACKUP LABEL " + quoted(request.label()));
        words.add("PROGRESS");
        if (request.fastCheckpoint()) {
            words.add("FAST");
        }
        words.add("NOWAIT");
        rate(request.maxBytesPerSecond()).ifPresent(rate -> words.add("MAX_RATE " + rate));
        if (tablespaceMap) {
            words.add("TABLESPACE_MAP");
        }
        words.add("NOVERIFY_CHECKSUMS");
        return String.join(" ", words);
    }

    private String list() {
        List<String> options = new ArrayList<>();
        options.add("LABEL " + quoted(request.label()));
        options.add("PROGRESS");
        options.add("CHECKPOINT " + (request.fastCheckpoint() ? "'fast'" : "'spread'"));
        options.add("WAIT 'false'");
        rate(request.maxBytesPerSecond()).ifPresent(rate -> options.add("MAX_RATE " + rate));
        if (tablespaceMap) {
            options.add("TABLESPACE_MAP");
        }
        options.add("VERIFY_CHECKSUMS 'false'");
        options.add("MANIFEST 'no'");
        return "BASE_BACKUP (" + String.join(", ", options) + ")";
    }

    /** In kB per second, within what the server takes. */
    private static OptionalLong rate(OptionalLong bytesPerSecond) {
        return bytesPerSecond.isEmpty()
                ? bytesPerSecond
                : OptionalLong.of(
                        Math.clamp(bytesPerSecond.getAsLong() / 1024, MIN_RATE_KB, MAX_RATE_KB));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
