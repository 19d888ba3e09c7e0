package io.holdfast.settings;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.value.ByteRate;
import io.holdfast.settings.value.ByteSize;
import io.holdfast.settings.value.CronExpression;
import io.holdfast.settings.value.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads single values from their text, by the type of the component that they go to. */
final class Values {
    private static final Map<Tag, String> NAMES =
            Map.of(Tag.INT, "a number", Tag.FLOAT, "a number", Tag.BOOL, "true or false");

    private final Map<Class<?>, Function<String, Object>> readers;

    /**
     * @param further readers of the types that only the caller knows
     */
    Values(Path file, Map<Class<?>, Function<String, Object>> further) {
        readers = new HashMap<>(further);
        readers.put(String.class, text -> text);
        readers.put(int.class, Values::integer);
        readers.put(Integer.class, Values::integer);
        readers.put(Path.class, text -> Surroundings.resolve(file, text));
        readers.put(URI.class, Values::url);
        readers.put(Duration.class, Durations::parse);
        readers.put(ByteSize.class, ByteSize::parse);
        readers.put(ByteRate.class, ByteRate::parse);
        readers.put(CronExpression.class, CronExpression::new);
        readers.put(ZoneId.class, Values::zone);
    }

    /** A value as it stands in the document, where {@code tag} is what YAML takes it for. */
    Object read(Class<?> type, String text, Tag tag) {
        boolean fits = true;
        if (type == int.class || type == Integer.class) {
            fits = tag.equals(Tag.INT);
        } else if (type == String.class || type == Path.class) {
            fits = tag.equals(Tag.STR);
        }
        if (!fits) {
            throw wrongType(type, text, tag);
        }
        return parse(type, text);
    }

    /** A value from its text alone. */
    Object parse(Class<?> type, String text) {
        Function<String, Object> reader = readers.get(type);
        return reader == null ? constant(type, text) : reader.apply(text);
    }

    /** The words by which the constants of an enum are written: {@code VERIFY_CA} as verify-ca. */
    static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Values::word).toList();
    }

    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a value of this type is called in messages and in the reference. */
    static String nameOf(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return "whole number";
        }
        return Map.of(
                        String.class, "text",
                        Path.class, "path",
                        URI.class, "URL",
                        Duration.class, "duration",
                        ByteSize.class, "size",
                        ByteRate.class, "rate",
                        CronExpression.class, "cron expression",
                        ZoneId.class, "time zone")
                .getOrDefault(
                        type, type.isEnum() ? "one of " + String.join(", ", words(type)) : "");
    }

    private static Object constant(Class<?> type, String text) {
        List<String> words = words(type);
        int index = words.indexOf(text);
        if (index < 0) {
            String meant =
                    Suggestion.of(text, words).map(w -> "Did you mean " + w + "? ").orElse("");
            throw problem(
                    "'" + text + "' is not one of " + String.join(", ", words),
                    meant + "Write one of " + String.join(", ", words) + ".");
        }
        return type.getEnumConstants()[index];
    }

    private static Object integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw problem(
                    "'" + text + "' is not a whole number", "Write a number such as 7 or 5432.");
        }
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // What is no URI at all is told like what is another kind of URI.
        }
        String example = text.matches("\\d+") ? "http://localhost:" + text : "https://host:port";
        throw problem(
                "'" + text + "' is not a URL",
                "Write the scheme, the host and, if it is not the usual one, the port, without user"
                        + " or password: "
                        + example
                        + ".");
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw problem(
                    "'" + text + "' is not a time zone",
                    "Write UTC or a name of the IANA time zone database, such as Europe/Paris.");
        }
    }

    private static HoldfastException wrongType(Class<?> type, String text, Tag tag) {
        String found = NAMES.getOrDefault(tag, "text");
        return problem(
                "'" + text + "' is " + found + ", where " + nameOf(type) + " is wanted",
                type == String.class || type == Path.class
                        ? "Put it in quotes if it is meant as text: \"" + text + "\"."
                        : "Write it as " + nameOf(type) + ", without quotes.");
    }

    /** Becomes a problem of the file; its code and category are those of the file's exception. */
    static HoldfastException problem(String message, String hint) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION, "configuration-invalid", message, hint);
    }
}
