package io.holdfast.agent.restore.files;

import java.time.Duration;

/**
 * How files are laid down.
 *
 * @param parallel reads at once; each holds up to 5 MiB
 * @param patience how long a repository may be out of reach before the restore gives up
 */
public record ApplyOptions(int parallel, Duration patience) {
    /** Four at once, ten minutes. */
    public static final ApplyOptions DEFAULT = new ApplyOptions(4, Duration.ofMinutes(10));
}
