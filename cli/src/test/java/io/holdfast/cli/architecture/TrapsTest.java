package io.holdfast.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL does to the unwary (E) and what other tools fell into (T) is numbered. Every
 * number that Holdfast answers for has a test that is named after it.
 */
class TrapsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME =
            Pattern.compile("@DisplayName\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NUMBER = Pattern.compile("\\b[ET][0-9]{1,2}\\b");

    /** E9 was never given. */
    private static final Set<String> ANSWERED_FOR =
            Stream.of(
                            numbers("E", 1, 8),
                            numbers("E", 10, 15),
                            numbers("T", 1, 39),
                            numbers("T", 46, 53),
                            numbers("T", 58, 69),
                            numbers("T", 73, 74),
                            numbers("T", 76, 76),
                            numbers("T", 79, 83),
                            numbers("T", 89, 90),
                            numbers("T", 92, 94))
                    .flatMap(s -> s)
                    .collect(Collectors.toCollection(TreeSet::new));

    private static Stream<String> numbers(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> letter + n);
    }

    @Test
    void everyNumberHasATestThatIsNamedAfterIt() throws IOException {
        Set<String> missing = new TreeSet<>(ANSWERED_FOR);

        for (String module :
                List.of("postgres", "repository", "embedded", "agent", "control-plane", "cli")) {
            Set<String> named = named(ROOT.resolve(module).resolve("src/test/java"));
            assertTrue(!named.isEmpty(), module);
            missing.removeAll(named);
        }

        assertEquals(Set.of(), missing, "numbers without a test named after them");
    }

    private static boolean holdsTests(Path file) {
        return file.toString().endsWith("Test.java") || file.toString().endsWith("Contract.java");
    }

    private static Set<String> named(Path tests) throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(TrapsTest::holdsTests).toList()) {
                NAME.matcher(Files.readString(file))
                        .results()
                        .map(name -> name.group(1))
                        .flatMap(name -> NUMBER.matcher(name).results().map(MatchResult::group))
                        .forEach(named::add);
            }
        }
        return named;
    }
}
