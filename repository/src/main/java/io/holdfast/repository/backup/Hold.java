package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a backup from expiry.
 *
 * @param until null: until the hold is taken away
 */
public record Hold(
        String reason,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant until,
        Instant createdAt) {}
