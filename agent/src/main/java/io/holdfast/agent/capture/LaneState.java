package io.holdfast.agent.capture;

/** How a repository stands in a capture. */
public enum LaneState {
    /** It lacks what comes before this epoch, or was not reached yet. Does not count. */
    JOINING,
    /** Its frontier counts for the durability. */
    COUNTED,
    /** It stalled for too long and does not count until it has caught up. */
    SUSPENDED,
    /** What it holds is at odds with what it should hold; a person must look. Does not count. */
    LOST
}
