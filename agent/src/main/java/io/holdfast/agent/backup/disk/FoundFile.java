package io.holdfast.agent.backup.disk;

import java.nio.file.Path;

/**
 * A file that belongs into a backup.
 *
 * @param path relative to the data directory, one char a byte
 * @param mode the twelve permission bits
 * @param sizeBytes when it was found: so much of it is copied
 */
public record FoundFile(String path, Path place, int mode, long modifiedMicros, long sizeBytes) {}
