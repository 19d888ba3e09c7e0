package io.holdfast.repository.store;

/** A name found by a listing, and the size of its object in bytes. */
public record ObjectInfo(String name, long sizeBytes) {}
