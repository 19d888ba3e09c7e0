package io.holdfast.agent.restore.files;

/** How far a restore has come; of files, only whole ones count. */
public record FileProgress(long files, long bytes, long totalFiles, long totalBytes) {}
