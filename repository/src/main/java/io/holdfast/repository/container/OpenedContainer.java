package io.holdfast.repository.container;

/** A container that was read whole, and found whole. */
public record OpenedContainer(ContainerHeader header, byte[] plain) {}
