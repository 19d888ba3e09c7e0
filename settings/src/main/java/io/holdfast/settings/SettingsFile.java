package io.holdfast.settings;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML file of settings. */
public final class SettingsFile {
    private final Path file;
    private final Surroundings surroundings;
    private final Map<Class<?>, Function<String, Object>> readers;

    /**
     * @param readers how single values of types unknown to this package are read from their text;
     *     they throw {@link HoldfastException} on text that is none
     */
    public SettingsFile(
            Path file, Surroundings surroundings, Map<Class<?>, Function<String, Object>> readers) {
        this.file = file;
        this.surroundings = surroundings;
        this.readers = readers;
    }

    /**
     * Reads the file into a record.
     *
     * @throws HoldfastException (configuration) with all the problems of the file, each with its
     *     line
     */
    public <T extends Record> T read(Class<T> type) {
        Node document = compose(text());
        Problems problems = new Problems(file.toString());
        RecordBinder binder =
                new RecordBinder(
                        problems,
                        new Values(file, readers),
                        new SecretReader(file, surroundings),
                        surroundings);
        var bound = binder.bind(type, document);
        problems.throwIfAny();
        return bound.orElseThrow();
    }

    private String text() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "configuration-missing",
                    "cannot read the configuration " + file + ": " + e,
                    "Name the configuration file with --config, and make it readable.",
                    e);
        }
    }

    private @Nullable Node compose(String text) {
        try {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            return new Compose(settings).composeString(text).orElse(null);
        } catch (MarkedYamlEngineException e) {
            Problems problems = new Problems(file.toString());
            problems.add(
                    e.getProblemMark().map(Place.TOP::at).orElse(Place.TOP),
                    "not valid YAML: " + e.getProblem(),
                    "Look at the indentation, the colons and the quotes of that line and the one"
                            + " before.");
            problems.throwIfAny();
            throw e;
        } catch (YamlEngineException e) {
            throw Values.problem(
                    file + ": not valid YAML: " + e.getMessage(),
                    "Keep one YAML document of plain settings in the file.");
        }
    }
}
