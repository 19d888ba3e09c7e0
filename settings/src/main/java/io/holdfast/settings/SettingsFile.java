package io.holdfast.settings;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

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
        var bound = binder(problems).bind(type, document);
        problems.throwIfAny();
        return bound.orElseThrow();
    }

    /**
     * Reads all documents of the file, each into the record of the kind that it names itself under
     * the key "kind".
     *
     * @param kinds the values that that key may have; each record has a component of that name
     * @throws HoldfastException (configuration) with all the problems of the file, each with its
     *     line
     */
    public List<Record> readAll(Map<String, Class<? extends Record>> kinds) {
        Problems problems = new Problems(file.toString());
        RecordBinder binder = binder(problems);
        List<Record> records = new ArrayList<>();
        for (Node document : composeAll(text())) {
            Optional<String> kind = kind(document);
            Optional<Class<? extends Record>> type = kind.map(kinds::get);
            if (type.isPresent()) {
                binder.bind(type.get(), document).ifPresent(records::add);
            } else {
                problems.add(
                        document.getStartMark().map(Place.TOP::at).orElse(Place.TOP),
                        kind.map(name -> "there is no kind '" + name + "'")
                                .orElse("the document does not say its kind"),
                        "Write 'kind: ' and one of "
                                + String.join(", ", new TreeSet<>(kinds.keySet()))
                                + " as its first line.");
            }
        }
        problems.throwIfAny();
        return records;
    }

    private static Optional<String> kind(Node document) {
        if (document instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("kind")
                        && entry.getValueNode() instanceof ScalarNode value) {
                    return Optional.of(value.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private RecordBinder binder(Problems problems) {
        return new RecordBinder(
                problems,
                new Values(file, readers),
                new SecretReader(file, surroundings),
                surroundings);
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
        return composed(compose -> compose.composeString(text).orElse(null));
    }

    private List<Node> composeAll(String text) {
        return composed(
                compose -> {
                    List<Node> documents = new ArrayList<>();
                    compose.composeAllFromString(text).forEach(documents::add);
                    return documents;
                });
    }

    private <T extends @Nullable Object> T composed(Function<Compose, T> work) {
        try {
            return work.apply(
                    new Compose(LoadSettings.builder().setLabel(file.toString()).build()));
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
