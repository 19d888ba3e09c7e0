package io.holdfast.postgres.tar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Header blocks as PostgreSQL's {@code port/tar.c} makes them. */
final class TarBlocks {
    private static final int LARGEST_OCTAL_BITS = 33;

    private TarBlocks() {}

    static ByteBuffer header(String name, char type, long size) {
        byte[] block = new byte[TarReader.BLOCK];
        put(block, 0, name);
        put(block, 100, "0000600 ");
        putNumber(block, 124, 12, size);
        put(block, 136, "15300543466 ");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        return ByteBuffer.wrap(block);
    }

    private static void putNumber(byte[] block, int offset, int length, long value) {
        if (value < 1L << LARGEST_OCTAL_BITS) {
            put(block, offset, "%011o ".formatted(value));
            return;
        }
        for (int i = 1; i <= Long.BYTES; i++) {
            block[offset + length - i] = (byte) (value >>> (8 * (i - 1)));
        }
        block[offset] = (byte) 0x80;
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }
}
