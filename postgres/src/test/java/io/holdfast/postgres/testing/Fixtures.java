package io.holdfast.postgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Bytes that real servers of each major wrote: {@code src/test/resources/postgres-<major>}, from
 * clusters made by initdb with 1 MB segments and checksums.
 */
public final class Fixtures {
    private Fixtures() {}

    /** The majors that Holdfast supports, for {@code @MethodSource}. */
    public static IntStream majors() {
        return IntStream.rangeClosed(14, 18);
    }

    public static byte[] bytes(int major, String name) {
        try (InputStream plain = open(major, name)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The unpacked content of {@code name}.gz. */
    public static byte[] unpacked(int major, String name) {
        try (InputStream packed = open(major, name + ".gz");
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(int major, String name) {
        return new String(bytes(major, name), StandardCharsets.UTF_8);
    }

    public static Properties properties(int major, String name) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(major, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static InputStream open(int major, String name) {
        String path = "/postgres-" + major + "/" + name;
        return Objects.requireNonNull(Fixtures.class.getResourceAsStream(path), path);
    }
}
