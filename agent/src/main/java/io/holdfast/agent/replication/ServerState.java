package io.holdfast.agent.replication;

/** What a server says to a newcomer. */
public enum ServerState {
    /** It let the newcomer in, or refused it for what it is and not for the moment. */
    ACCEPTING,
    /**
     * It starts up, or shuts down (SQLSTATE 57P03 says both). Seen while a WAL stream is open, it
     * can only mean a shutdown, which then waits for this stream (E14).
     */
    NOT_NOW,
    /** Nobody answered. */
    UNREACHABLE
}
