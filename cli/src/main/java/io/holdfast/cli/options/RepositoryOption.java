package io.holdfast.cli.options;

import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.repositories.ConfiguredRepository;
import io.holdfast.repository.ClusterRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** {@code --repository}: some of the configured repositories, instead of all. */
public final class RepositoryOption {
    @Option(
            names = {"-r", "--repository"},
            arity = "1..*",
            paramLabel = "NAME",
            description = "Only these of the configured repositories.")
    private List<String> names = new ArrayList<>();

    /** Whether some were named. */
    public boolean isNamed() {
        return !names.isEmpty();
    }

    /** Those that were named, else all. */
    public List<ConfiguredRepository> of(ConfiguredRepositories all) {
        return names.isEmpty() ? all.all() : names.stream().map(all::named).toList();
    }

    /** Asks each of those that were chosen, and goes on without those that cannot be read. */
    public <T> Reached<T> ask(ConfiguredRepositories all, Function<ClusterRepository, T> question) {
        return Reached.read(of(all), question);
    }
}
