package io.holdfast.agent.job;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs that this agent has been given, so that none is done twice: {@code jobs} in its
 * directory, a line for each of its id, when it expires, and {@code given} or {@code ended}. What
 * has expired a day ago is forgotten, for nobody gives it again. Not for several threads.
 */
final class JobBook {
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final String GIVEN = "given";

    private final Path directory;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private JobBook(Path directory) {
        this.directory = directory;
    }

    private record Entry(Instant expiresAt, boolean hasEnded) {}

    /**
     * @throws HoldfastException {@code job-book-unusable}
     */
    static JobBook open(Path directory) {
        JobBook book = new JobBook(directory);
        try {
            for (String line : Files.readAllLines(book.file())) {
                String[] words = line.split(" ", -1);
                if (words.length != 3) {
                    throw new IOException("a line has " + words.length + " words");
                }
                book.entries.put(
                        words[0], new Entry(Instant.parse(words[1]), !words[2].equals(GIVEN)));
            }
        } catch (NoSuchFileException e) {
            // none was ever given
            return book;
        } catch (IOException | DateTimeException e) {
            throw book.unusable(e);
        }
        return book;
    }

    private Path file() {
        return directory.resolve("jobs");
    }

    boolean knows(String id) {
        return entries.containsKey(id);
    }

    /** Those that have not ended. */
    List<String> open() {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** It was given just now. */
    void given(String id, Instant expiresAt, Instant now) {
        entries.values().removeIf(old -> old.expiresAt().plus(REMEMBERED).isBefore(now));
        put(id, new Entry(expiresAt, false));
    }

    void ended(String id) {
        Entry entry = entries.get(id);
        if (entry != null && !entry.hasEnded()) {
            put(id, new Entry(entry.expiresAt(), true));
        }
    }

    private void put(String id, Entry entry) {
        Entry before = entries.put(id, entry);
        StringBuilder text = new StringBuilder();
        entries.forEach(
                (known, of) ->
                        text.append(known)
                                .append(' ')
                                .append(of.expiresAt())
                                .append(' ')
                                .append(of.hasEnded() ? "ended" : GIVEN)
                                .append('\n'));
        try {
            PrivateFile.directory(directory);
            PrivateFile.write(file(), text.toString());
        } catch (IOException e) {
            if (before == null) {
                entries.remove(id);
            }
            throw unusable(e);
        }
    }

    private HoldfastException unusable(Exception e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "job-book-unusable",
                "cannot keep in " + file() + " which jobs were given: " + e,
                "Let the agent's user own that file, and see that its disk is not full.",
                e);
    }
}
