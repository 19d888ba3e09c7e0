package io.holdfast.repository.store;

/** What became of a conditional put. */
public enum PutOutcome {
    /** The object is durable under its name, and it was this call that put it there. */
    CREATED,
    /** The name was taken before this call; what is there may be one's own earlier try. */
    ALREADY_EXISTS
}
