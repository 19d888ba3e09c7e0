package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.holdfast.repository.json.Json;

/** The root of a backup: the content of its {@code manifest} object. */
public record ManifestRoot(BackupManifest manifest, ManifestParts parts) {
    /** The JSON of both halves, as one object. */
    public byte[] write() {
        return Json.write(new Written(manifest, parts));
    }

    /**
     * @param name of the object that holds the JSON
     */
    public static ManifestRoot read(String name, byte[] utf8) {
        return new ManifestRoot(
                Json.read(name, utf8, BackupManifest.class),
                Json.read(name, utf8, ManifestParts.class));
    }

    private record Written(
            @JsonUnwrapped BackupManifest manifest, @JsonUnwrapped ManifestParts parts) {}
}
