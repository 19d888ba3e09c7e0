package io.holdfast.agent.replication;

/** What became of a request for a slot. */
public enum SlotCreation {
    CREATED,
    /** A slot of that name was there already; nothing was changed. */
    ALREADY_EXISTS
}
