package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.Abandoned;

/** What became of a manifest that was put. */
public sealed interface Completion {
    /** The backup is listed in this repository from now on. */
    record Complete() implements Completion {}

    /** The backup was given up in this repository while it ran; it stays unlisted. */
    record GivenUp(Abandoned marker) implements Completion {}
}
