package io.holdfast.cli.options;

import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What was read from each repository, by its name in the order of the configuration.
 *
 * @param failures of those that could not be read
 */
public record Reached<T>(Map<String, T> answers, Map<String, HoldfastException> failures) {
    /** Reads all that can be read; if none can, throws the first failure. */
    static <T> Reached<T> read(
            List<ConfiguredRepository> repositories, Function<ClusterRepository, T> question) {
        Map<String, T> answers = new LinkedHashMap<>();
        Map<String, HoldfastException> failures = new LinkedHashMap<>();
        for (ConfiguredRepository repository : repositories) {
            try {
                answers.put(repository.name(), question.apply(repository.open()));
            } catch (HoldfastException e) {
                failures.put(repository.name(), e);
            }
        }
        if (answers.isEmpty()) {
            throw failures.values().iterator().next();
        }
        return new Reached<>(answers, failures);
    }
}
