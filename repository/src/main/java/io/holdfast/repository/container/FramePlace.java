package io.holdfast.repository.container;

/**
 * Where a frame lies in its container: enough to open it from a ranged GET.
 *
 * @param number from 1
 * @param offset of the frame's 8-byte prefix, in bytes from the beginning of the object
 * @param storedBytes without the prefix, tag included
 */
public record FramePlace(
        int number, int offset, int storedBytes, int plainBytes, boolean compressed) {}
