package io.holdfast.cli.error;

import io.holdfast.error.HoldfastException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What went wrong in one repository, while the command went on with the others. */
public final class Failures {
    private Failures() {}

    /**
     * For {@code --json}.
     *
     * @param failures by the name of the repository
     */
    public static List<Map<String, Object>> json(Map<String, HoldfastException> failures) {
        List<Map<String, Object>> all = new ArrayList<>();
        failures.forEach((name, failure) -> all.add(json(name, failure)));
        return all;
    }

    /** For {@code --json}, of one repository. */
    public static Map<String, Object> json(String repository, HoldfastException failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", repository);
        json.put("code", failure.code());
        json.put("message", String.valueOf(failure.getMessage()));
        json.put("hint", failure.hint());
        return json;
    }

    /** For people, where a repository could not be read. */
    public static String line(String repository, HoldfastException failure) {
        return line(repository, "cannot be read", failure);
    }

    /**
     * For people.
     *
     * @param what is wrong with the repository, such as "was not expired"
     */
    public static String line(String repository, String what, HoldfastException failure) {
        return "Attention: repository %s %s: %s".formatted(repository, what, failure.advice());
    }
}
