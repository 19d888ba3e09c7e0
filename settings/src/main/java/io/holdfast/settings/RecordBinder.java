package io.holdfast.settings;

import io.holdfast.error.HoldfastException;
import io.holdfast.settings.value.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Fills records from nodes. What cannot be filled becomes a problem, and the rest is still read.
 */
final class RecordBinder {
    /** A component's value could not be had, and a problem says why. */
    private static final Object FAILED = new Object();

    private final Problems problems;
    private final Values values;
    private final SecretReader secrets;
    private final Surroundings surroundings;

    RecordBinder(
            Problems problems, Values values, SecretReader secrets, Surroundings surroundings) {
        this.problems = problems;
        this.values = values;
        this.secrets = secrets;
        this.surroundings = surroundings;
    }

    /** The record, or empty where problems were found. */
    <T extends Record> Optional<T> bind(Class<T> type, @Nullable Node node) {
        Object bound = record(type, node, Place.TOP);
        return bound.equals(FAILED) ? Optional.empty() : Optional.of(type.cast(bound));
    }

    private Object record(Class<?> type, @Nullable Node node, Place place) {
        if (node != null && !isEmpty(node) && !(node instanceof MappingNode)) {
            problems.add(
                    place,
                    "a group of settings is wanted here",
                    "Write the keys below it, indented: " + String.join(", ", keys(type)) + ".");
            return FAILED;
        }
        Entries entries =
                node instanceof MappingNode mapping
                        ? Entries.of(mapping, place, keys(type), problems)
                        : Entries.none();
        var components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = component(components[i], entries, place);
        }
        return Arrays.asList(arguments).contains(FAILED)
                ? FAILED
                : construct(type, arguments, place);
    }

    private @Nullable Object component(RecordComponent component, Entries entries, Place place) {
        String key = component.getName();
        Node node = entries.get(key);
        if (node == null || (isEmpty(node) && !isScalar(component))) {
            return absent(component, place.child(key));
        }
        Place here = place.child(key, node);
        if (isEmpty(node)) {
            problems.add(here, "has no value", "Give it a value, or take the key out.");
            return FAILED;
        }
        return value(
                Schema.elementType(component), Schema.setting(component), component, node, here);
    }

    private @Nullable Object absent(RecordComponent component, Place place) {
        Setting setting = Schema.setting(component);
        if (!setting.byDefault().isEmpty()) {
            String text = setting.byDefault();
            return values.parse(
                    component.getType(),
                    text.equals(Setting.HOST_NAME) ? surroundings.instanceName() : text);
        }
        if (Schema.isNullable(component)) {
            return null;
        }
        if (component.getType() == List.class) {
            return List.of();
        }
        if (component.getType().isRecord() && !Schema.isRequired(component)) {
            return record(component.getType(), null, place);
        }
        problems.add(place, "is missing", "Add it: " + setting.value());
        return FAILED;
    }

    private Object value(
            Class<?> type, Setting setting, RecordComponent component, Node node, Place place) {
        if (component.getGenericType() instanceof ParameterizedType) {
            return list(type, setting, node, place);
        }
        return single(type, setting, node, place);
    }

    private Object list(Class<?> type, Setting setting, Node node, Place place) {
        if (!(node instanceof SequenceNode sequence)) {
            problems.add(place, "a list is wanted here", "Begin each of its items with a dash.");
            return FAILED;
        }
        List<Object> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(single(type, setting, item, place.item(items.size(), item)));
        }
        return items.contains(FAILED) ? FAILED : List.copyOf(items);
    }

    private Object single(Class<?> type, Setting setting, Node node, Place place) {
        try {
            if (type == Secret.class) {
                return secrets.read(node);
            }
            if (Schema.isGroup(type)) {
                return record(type, node, place);
            }
            if (!(node instanceof ScalarNode scalar)) {
                throw Values.problem(
                        "a single value is wanted here, a " + Values.nameOf(type),
                        "Write the value on the same line as the key.");
            }
            Object value = values.read(type, scalar.getValue(), scalar.getTag());
            Limits.check(value, type, setting, values);
            return value;
        } catch (HoldfastException e) {
            problems.add(place, e);
            return FAILED;
        }
    }

    private Object construct(Class<?> type, @Nullable Object[] arguments, Place place) {
        try {
            var types =
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof HoldfastException problem) {
                problems.add(place, problem);
                return FAILED;
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private static boolean isScalar(RecordComponent component) {
        return component.getType() != List.class && !Schema.isGroup(component.getType());
    }

    private static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static List<String> keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }
}
