package io.holdfast.repository;

import io.holdfast.repository.container.ContainerHeader;

/** What became of an object that was put under a name. */
public sealed interface Placed {
    /** It is there now, put by this call. */
    record Created() implements Placed {}

    /** The same content was there already, such as from an earlier try whose answer was lost. */
    record Same() implements Placed {}

    /** Something else is there. */
    record Other(ContainerHeader header) implements Placed {}
}
