package io.holdfast.postgres.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of one 512-byte header block, read in place. */
final class TarHeader {
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int BASE_256 = 0x80;

    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean isZero() {
        return block[0] == 0 && Arrays.equals(block, new byte[block.length]);
    }

    void checkSum() {
        long sum = 0;
        for (int i = 0; i < block.length; i++) {
            boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i] & 0xFF;
        }
        long stored = number(CHECKSUM_AT, CHECKSUM_LENGTH);
        if (sum != stored) {
            throw TarReader.malformed(
                    "a header's checksum is %d, its content gives %d".formatted(stored, sum));
        }
    }

    char type() {
        return (char) (block[TYPE_AT] & 0xFF);
    }

    /** With POSIX's prefix; GNU tar keeps other things there. */
    String name() {
        String name = text(0, 100);
        boolean posix = text(MAGIC_AT, 6).equals("ustar") && block[MAGIC_AT + 5] == 0;
        String prefix = posix ? text(PREFIX_AT, PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String linkTarget() {
        return text(157, 100);
    }

    int mode() {
        return (int) number(100, 8) & 07777;
    }

    long size() {
        return number(124, 12);
    }

    long modifiedSeconds() {
        return number(136, 12);
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /** Octal digits between spaces, or base 256 behind a set first bit. */
    private long number(int offset, int length) {
        if ((block[offset] & BASE_256) != 0) {
            return base256(offset, length);
        }
        String digits = text(offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw TarReader.malformed("'" + digits + "' is no octal number");
        }
    }

    private long base256(int offset, int length) {
        long value = block[offset] & (BASE_256 - 1);
        for (int i = offset + 1; i < offset + length; i++) {
            if (value >>> 55 != 0) {
                throw TarReader.malformed("a number is negative or has more than 63 bits");
            }
            value = value << 8 | (block[i] & 0xFF);
        }
        return value;
    }
}
