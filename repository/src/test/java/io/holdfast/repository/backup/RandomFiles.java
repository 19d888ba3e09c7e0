package io.holdfast.repository.backup;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Files of all sorts: empty, tiny, of several frames, compressible or not, with holes. */
public final class RandomFiles {
    private static final int MAX_BYTES = 3 << 20;

    private RandomFiles() {}

    public static Map<String, byte[]> some(RandomGenerator random, int count) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            files.put("base/" + random.nextInt(3) + "/" + i, content(random));
        }
        return files;
    }

    private static byte[] content(RandomGenerator random) {
        int size =
                switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(MAX_BYTES);
                    case 2 -> 1 << 20;
                    default -> random.nextInt(20_000);
                };
        byte[] content = new byte[size];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(content);
            case 1 -> Arrays.fill(content, (byte) random.nextInt(256));
            case 2 -> fillEnd(random, content);
            default -> repeat(random, content);
        }
        return content;
    }

    /** Zeros, and then something. */
    private static void fillEnd(RandomGenerator random, byte[] content) {
        if (content.length > 0) {
            int from = random.nextInt(content.length);
            Arrays.fill(content, from, content.length, (byte) 7);
        }
    }

    private static void repeat(RandomGenerator random, byte[] content) {
        byte[] page = new byte[512];
        random.nextBytes(page);
        for (int i = 0; i < content.length; i++) {
            content[i] = page[i % page.length];
        }
    }

    /** Of a fixed size, and not compressible. */
    public static byte[] noise(RandomGenerator random, int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }
}
