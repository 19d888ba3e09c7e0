package io.holdfast.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the records' components say of themselves. */
final class Schema {
    private Schema() {}

    static Setting setting(RecordComponent component) {
        return Objects.requireNonNull(
                component.getAnnotation(Setting.class),
                () -> component + " of " + component.getDeclaringRecord() + " is no @Setting");
    }

    /** Whether values of this type are groups of settings, not single values. */
    static boolean isGroup(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length > 0
                && type.getRecordComponents()[0].isAnnotationPresent(Setting.class);
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Whether the file must have it, or must have something within it. */
    static boolean isRequired(RecordComponent component) {
        if (!setting(component).byDefault().isEmpty()
                || isNullable(component)
                || component.getType() == List.class) {
            return false;
        }
        return !isGroup(component.getType())
                || Arrays.stream(component.getType().getRecordComponents())
                        .anyMatch(Schema::isRequired);
    }

    /** The component's type, or that of its items if it is a list. */
    static Class<?> elementType(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                        && component.getType() == List.class
                ? (Class<?>) list.getActualTypeArguments()[0]
                : component.getType();
    }
}
