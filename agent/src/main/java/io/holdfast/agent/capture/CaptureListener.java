package io.holdfast.agent.capture;

/** Who is told what happens, once for each event. Called from capture's threads; must not block. */
public interface CaptureListener {
    void happened(CaptureEvent event);
}
