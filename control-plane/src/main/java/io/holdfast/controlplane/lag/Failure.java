package io.holdfast.controlplane.lag;

/** What an agent could not do, in its own words. */
public record Failure(String code, String message, String hint) {}
