package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** Finds the binaries of a major, unpacking them into a directory of the machine the first time. */
final class Binaries {
    static final List<Integer> MAJORS = List.of(14, 15, 16, 17, 18);

    private Binaries() {}

    /**
     * {@code $HOLDFAST_CACHE}, else {@code $XDG_CACHE_HOME/holdfast}, else {@code
     * ~/.cache/holdfast}.
     */
    static Path cacheDirectory(Map<String, String> environment) {
        var own = environment.getOrDefault("HOLDFAST_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        var xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "holdfast")
                : Path.of(xdg, "holdfast");
    }

    static Installation unpacked(int major, Path cache) {
        if (!MAJORS.contains(major)) {
            throw Failures.unsupportedMajor(major);
        }
        var archive = archiveName();
        var version = version(major);
        var name = archive.replace(".txz", "").replace("postgres-", "postgres-" + version + "-");
        try {
            var home = Cached.directory(cache, name, half -> unpack(major, archive, half));
            return new Installation(major, version, home);
        } catch (IOException e) {
            throw Failures.unreadable("unpacking " + archive + " into " + cache.resolve(name), e);
        }
    }

    private static void unpack(int major, String archive, Path into) throws IOException {
        var resource = major + "/" + archive;
        try (var packed = Binaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw Failures.noBinaries(major, resource);
            }
            TarXz.unpack(packed, into);
        }
    }

    private static String version(int major) {
        var versions = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("versions.properties")) {
            versions.load(Objects.requireNonNull(in, "versions.properties"));
        } catch (IOException e) {
            throw Failures.unreadable("versions.properties", e);
        }
        return Objects.requireNonNull(versions.getProperty(Integer.toString(major)));
    }

    private static String archiveName() {
        var arm = System.getProperty("os.arch").equals("aarch64");
        return arm ? "postgres-linux-arm_64.txz" : "postgres-linux-x86_64.txz";
    }
}
