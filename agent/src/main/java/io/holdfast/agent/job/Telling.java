package io.holdfast.agent.job;

import io.holdfast.proto.v1.Record;

/** To whom it is said what happened. */
public interface Telling {
    /**
     * Sees to it that the control plane is told, once, in the order of these calls.
     *
     * @param record without number and outbox
     * @return whether there is a control plane; what could not be kept is logged
     */
    boolean tell(Record.Builder record);
}
