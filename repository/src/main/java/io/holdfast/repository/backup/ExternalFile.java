package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file that the server reads from outside its data directory (T64).
 *
 * @param use the setting that names the file, such as {@code hba_file}, or {@code include}
 * @param location where the server has it, absolute
 * @param path where this backup has it, below {@code holdfast.external/}; null if it could not be
 *     read
 * @param notRead why it could not be read; null if it was
 */
public record ExternalFile(
        String use,
        String location,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String path,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String notRead) {
    /** The folder, relative to the data directory, that no restore puts there by itself. */
    public static final String FOLDER = "holdfast.external/";
}
