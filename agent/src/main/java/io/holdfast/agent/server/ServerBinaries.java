package io.holdfast.agent.server;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of one major version. A data directory starts only with those of its own.
 *
 * @param directory that holds {@code postgres}
 */
public record ServerBinaries(int major, Path directory) {
    /** Where the packages of Debian and of the PostgreSQL project put them. */
    private static final List<String> PACKAGED =
            List.of("/usr/lib/postgresql/%d/bin", "/usr/pgsql-%d/bin");

    /** As {@code postgres --version} prints it: {@code postgres (PostgreSQL) 18.1}. */
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ([0-9]+)");

    private static final long PATIENCE_SECONDS = 20;

    /**
     * Looks where it is told to, else on the search path and where packages put servers.
     *
     * @param given a directory that somebody named
     * @param searchPath directories joined by colons, as in {@code PATH}
     * @throws HoldfastException {@code server-binaries-missing}, {@code
     *     server-binaries-wrong-major}
     */
    public static ServerBinaries find(int major, Optional<Path> given, String searchPath) {
        if (given.isPresent()) {
            return check(major, given.get().toAbsolutePath().normalize());
        }
        List<Path> places = new ArrayList<>();
        List.of(searchPath.split(":")).stream()
                .filter(place -> !place.isBlank())
                .forEach(place -> places.add(Path.of(place)));
        PACKAGED.forEach(place -> places.add(Path.of(place.formatted(major))));
        return places.stream()
                .filter(place -> majorOf(place).equals(OptionalInt.of(major)))
                .findFirst()
                .map(place -> new ServerBinaries(major, place))
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.CONFIGURATION,
                                        "server-binaries-missing",
                                        "no server of postgresql "
                                                + major
                                                + " was found on the PATH or where packages put it",
                                        hint(major)));
    }

    private static ServerBinaries check(int major, Path directory) {
        OptionalInt found = majorOf(directory);
        if (found.isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "server-binaries-missing",
                    directory + " holds no postgres that runs",
                    hint(major));
        }
        if (found.getAsInt() != major) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "server-binaries-wrong-major",
                    "the server in %s is postgresql %d, and the backup is of postgresql %d"
                            .formatted(directory, found.getAsInt(), major),
                    hint(major));
        }
        return new ServerBinaries(major, directory);
    }

    private static String hint(int major) {
        return "Install the server of PostgreSQL "
                + major
                + ", or name the directory of its programs with --pg-bin, for example"
                + " /usr/lib/postgresql/"
                + major
                + "/bin.";
    }

    Path postgres() {
        return directory.resolve("postgres");
    }

    /** Empty where no {@code postgres} is, or none that can be run. */
    private static OptionalInt majorOf(Path directory) {
        Path program = directory.resolve("postgres");
        if (!Files.isExecutable(program)) {
            return OptionalInt.empty();
        }
        try {
            Process asked =
                    new ProcessBuilder(program.toString(), "--version")
                            .redirectErrorStream(true)
                            .start();
            asked.getOutputStream().close();
            String answer =
                    new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
                return OptionalInt.empty();
            }
            Matcher version = VERSION.matcher(answer);
            return asked.exitValue() == 0 && version.find()
                    ? OptionalInt.of(Integer.parseInt(version.group(1)))
                    : OptionalInt.empty();
        } catch (IOException e) {
            // made for another machine, or not ours to run: as good as not there
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
