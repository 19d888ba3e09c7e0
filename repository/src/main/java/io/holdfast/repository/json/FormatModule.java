package io.holdfast.repository.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/** How the values of PostgreSQL and of time look in JSON. */
final class FormatModule extends SimpleModule {
    FormatModule() {
        text(Lsn.class, Lsn::fixed, Lsn::parseFixed);
        text(Instant.class, Instant::toString, Instant::parse);
        addSerializer(TimelineId.class, new TimelineWriter());
        addDeserializer(TimelineId.class, new TimelineReader());
    }

    private <T> void text(Class<T> type, Function<T, String> format, Function<String, T> parse) {
        addSerializer(type, new TextWriter<>(type, format));
        addDeserializer(type, new TextReader<>(type, parse));
    }

    private static final class TextWriter<T> extends StdSerializer<T> {
        private final transient Function<T, String> format;

        TextWriter(Class<T> type, Function<T, String> format) {
            super(type);
            this.format = format;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(format.apply(value));
        }
    }

    private static final class TextReader<T> extends StdDeserializer<T> {
        private final transient Function<String, T> parse;

        TextReader(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                return parse.apply(in.getText());
            } catch (HoldfastException | DateTimeParseException e) {
                throw new IOException("not a " + handledType().getSimpleName(), e);
            }
        }
    }

    private static final class TimelineWriter extends StdSerializer<TimelineId> {
        TimelineWriter() {
            super(TimelineId.class);
        }

        @Override
        public void serialize(TimelineId value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeNumber(Integer.toUnsignedLong(value.value()));
        }
    }

    private static final class TimelineReader extends StdDeserializer<TimelineId> {
        TimelineReader() {
            super(TimelineId.class);
        }

        @Override
        public TimelineId deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (!in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                throw new IOException("not a timeline: " + in.getText());
            }
            long value = in.getLongValue();
            if (value < 1 || value > 0xFFFF_FFFFL) {
                throw new IOException("not a timeline: " + value);
            }
            return new TimelineId((int) value);
        }
    }
}
