package io.holdfast.settings;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with one file, gathered so that a person corrects it in one go. */
final class Problems {
    private record Problem(Place place, String message, String hint) {
        String text() {
            return place.path().isEmpty() ? message : place.path() + ": " + message;
        }
    }

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Place place, String message, String hint) {
        found.add(new Problem(place, message, hint));
    }

    void add(Place place, HoldfastException e) {
        add(place, String.valueOf(e.getMessage()), e.hint());
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        found.sort(Comparator.comparing(Problem::place));
        Problem first = found.getFirst();
        if (found.size() == 1) {
            String at = file + ":" + first.place().line() + ":" + first.place().column();
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "configuration-invalid",
                    at + ": " + first.text(),
                    first.hint());
        }
        throw new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "configuration-invalid",
                found.size() + " problems in " + file + listed(),
                "Correct each of them, and try again.");
    }

    private String listed() {
        return found.stream()
                .map(p -> "\n  line " + p.place().line() + ": " + p.text() + "\n    " + p.hint())
                .collect(Collectors.joining());
    }
}
