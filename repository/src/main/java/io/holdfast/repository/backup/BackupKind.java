package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How much was read from the server; what is stored restores directly either way. */
public enum BackupKind {
    @JsonProperty("full")
    FULL,
    @JsonProperty("incremental")
    INCREMENTAL;

    /** As in the records, and in the ids of scheduled runs. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
