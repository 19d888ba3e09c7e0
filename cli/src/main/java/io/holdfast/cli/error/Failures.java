package io.holdfast.cli.error;

import io.holdfast.error.HoldfastException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What went wrong in one repository, while the command went on with the others. */
public final class Failures {
    private Failures() {}

    /** For {@code --json}. */
    public static Map<String, Object> json(String repository, HoldfastException failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", repository);
        json.put("code", failure.code());
        json.put("message", String.valueOf(failure.getMessage()));
        json.put("hint", failure.hint());
        return json;
    }

    /** For people. */
    public static String line(String repository, HoldfastException failure) {
        return "Attention: repository %s cannot be read: %s. %s"
                .formatted(repository, failure.getMessage(), failure.hint());
    }
}
