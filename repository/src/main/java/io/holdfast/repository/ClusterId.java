package io.holdfast.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.regex.Pattern;

/** Our name of a cluster; it stays when an upgrade changes the system identifier. */
public record ClusterId(@JsonValue String value) {
    private static final Pattern VALID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @JsonCreator
    public ClusterId {
        if (!VALID.matcher(value).matches()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "cluster-id-malformed",
                    "'" + value + "' cannot be a cluster id",
                    "Use 1 to 63 characters a-z, 0-9 and '-', beginning and ending with a letter"
                            + " or digit.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
