package io.holdfast.settings;

import io.holdfast.settings.value.Durations;
import io.holdfast.settings.value.Secret;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bound records as a tree of maps, lists, texts and numbers, in the words of the file. It shows
 * where secrets are kept, not what they are.
 */
public final class PlainTree {
    private PlainTree() {}

    /** The settings of a record by key, in their order; settings without a value are left out. */
    public static Map<String, Object> of(Record settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = valueOf(settings, component);
            if (value != null) {
                tree.put(component.getName(), plain(value));
            }
        }
        return tree;
    }

    static Object plain(Object value) {
        return switch (value) {
            case Duration duration -> Durations.format(duration);
            case Secret.InFile secret -> Map.of("file", secret.file().toString());
            case Secret.InEnvironment secret -> Map.of("env", secret.name());
            case List<?> list -> list.stream().map(PlainTree::plain).toList();
            case Enum<?> constant -> Values.word(constant);
            case Integer number -> number;
            case Boolean truth -> truth;
            case Record group when Schema.isGroup(group.getClass()) -> of(group);
            default -> value.toString();
        };
    }

    private static @Nullable Object valueOf(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
