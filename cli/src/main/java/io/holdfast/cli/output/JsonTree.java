package io.holdfast.cli.output;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of answers: records and maps as objects, times as RFC 3339 in UTC, durations as
 * seconds, enum constants as lower-case words joined by hyphens, numbers and truth values as such,
 * everything else, such as an LSN, as it prints itself. Absent values are left out.
 */
final class JsonTree {
    private JsonTree() {}

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> of(optional.orElse(null));
            case Map<?, ?> map -> object(map);
            case Collection<?> items -> items.stream().map(JsonTree::of).toList();
            case Duration duration -> duration.toMillis() / 1000.0;
            case Instant time -> time.toString();
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Number number -> number;
            case Boolean truth -> truth;
            case Record group when !printsItself(group) -> object(components(group));
            default -> value.toString();
        };
    }

    private static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    Object member = of(value);
                    if (member != null) {
                        object.put(String.valueOf(key), member);
                    }
                });
        return object;
    }

    private static Map<String, @Nullable Object> components(Record group) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                components.put(component.getName(), accessor.invoke(group));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
        return components;
    }

    /** A record with a form of its own, such as an LSN, is one value. */
    private static boolean printsItself(Record group) {
        return Arrays.stream(group.getClass().getDeclaredMethods())
                .anyMatch(m -> m.getName().equals("toString") && !isGenerated(group));
    }

    private static boolean isGenerated(Record group) {
        return group.toString().startsWith(group.getClass().getSimpleName() + "[");
    }
}
