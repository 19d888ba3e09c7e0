package io.holdfast.repository.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;

/** Writes and reads the records of the repository format. */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new FormatModule())
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .annotationIntrospector(
                            AnnotationIntrospector.pair(
                                    new Requirements(), new JacksonAnnotationIntrospector()))
                    .build();

    private Json() {}

    /** UTF-8 of the record on one line; members that are null are left out. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass(), e);
        }
    }

    /**
     * @param name of the object that holds the JSON, for the message
     */
    public static <T> T read(String name, byte[] utf8, Class<T> type) {
        return read(name, utf8, 0, utf8.length, type);
    }

    /**
     * @param name of the object that holds the JSON, for the message
     */
    public static <T> T read(String name, byte[] utf8, int offset, int length, Class<T> type) {
        try {
            T value = MAPPER.readValue(utf8, offset, length, type);
            if (value == null) {
                throw new IOException("null");
            }
            return value;
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "object-malformed",
                    name + " is not the JSON of a " + type.getSimpleName(),
                    "Read docs/repository-format.md, and look for who wrote this object.",
                    e);
        }
    }
}
