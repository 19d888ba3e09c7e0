package io.holdfast.postgres.backup;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code KEY: value} lines of a backup label. */
final class LabelLines {
    private final Map<String, String> values;

    private LabelLines(Map<String, String> values) {
        this.values = values;
    }

    static LabelLines of(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new LabelLines(values);
    }

    String required(String key) {
        return optional(key)
                .orElseThrow(() -> BackupLabel.malformed("it has no line '" + key + "'"));
    }

    Optional<String> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
