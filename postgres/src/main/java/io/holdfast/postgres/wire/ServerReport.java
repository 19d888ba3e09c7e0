package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of an error or a notice, by their one-letter codes. Only {@link #sqlState} may be
 * matched on: messages are translated.
 */
public record ServerReport(Map<Character, String> fields) {
    public ServerReport {
        fields = Map.copyOf(fields);
    }

    static ServerReport decode(ByteBuffer body) {
        Map<Character, String> fields = new HashMap<>();
        for (byte code = body.get(); code != 0; code = body.get()) {
            fields.put((char) code, Protocol.text(body));
        }
        return new ServerReport(fields);
    }

    /** Five characters, such as {@code 57P03}; empty if the server gave none. */
    public String sqlState() {
        return field('C').orElse("");
    }

    /** Never translated: {@code ERROR}, {@code FATAL}, {@code PANIC}, {@code WARNING}, … */
    public String severity() {
        return field('V').or(() -> field('S')).orElse("");
    }

    public String message() {
        return field('M').orElse("");
    }

    public Optional<String> detail() {
        return field('D');
    }

    public Optional<String> hint() {
        return field('H');
    }

    /** Any other field by its code, such as {@code W} (where) or {@code R} (routine). */
    public Optional<String> field(char code) {
        return Optional.ofNullable(fields.get(code));
    }

    @Override
    public String toString() {
        return severity() + " " + sqlState() + ": " + message();
    }
}
