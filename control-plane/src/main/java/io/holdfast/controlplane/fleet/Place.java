package io.holdfast.controlplane.fleet;

/** Where something runs, in the operator's words; empty for unknown. */
public record Place(String provider, String region) {
    public static final Place UNKNOWN = new Place("", "");
}
