package io.holdfast.repository.json;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for members of a record that must be there, and are not. */
final class Members {
    private Members() {}

    /** The path of the first component that is null without being declared nullable. */
    static Optional<String> missing(Object value) {
        if (!value.getClass().isRecord()) {
            return Optional.empty();
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Optional<String> missing = missing(value, component);
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> missing(Object record, RecordComponent component) {
        Object member = get(record, component);
        if (member != null) {
            return missing(member).map(path -> component.getName() + "." + path);
        }
        boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return mayBeNull ? Optional.empty() : Optional.of(component.getName());
    }

    private static @Nullable Object get(Object record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
