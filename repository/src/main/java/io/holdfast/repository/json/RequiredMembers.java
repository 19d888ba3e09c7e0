package io.holdfast.repository.json;

import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/** A member of a record must be there unless its component is {@code @Nullable}. */
final class RequiredMembers extends JacksonAnnotationIntrospector {
    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        if (member instanceof AnnotatedParameter parameter
                && parameter.getOwner() instanceof AnnotatedConstructor constructor
                && constructor.getDeclaringClass().isRecord()) {
            return !constructor
                    .getAnnotated()
                    .getAnnotatedParameterTypes()[parameter.getIndex()]
                    .isAnnotationPresent(Nullable.class);
        }
        return super.hasRequiredMarker(member);
    }
}
