package io.holdfast.postgres.wire;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What every decoder here needs: text ended by a zero byte, and one way to say it was wrong. */
final class Protocol {
    private Protocol() {}

    /** Reads up to a zero byte, which is consumed; IndexOutOfBoundsException if there is none. */
    static String text(ByteBuffer in) {
        int start = in.position();
        int end = start;
        while (in.get(end) != 0) {
            end++;
        }
        in.position(end + 1);
        return StandardCharsets.UTF_8.decode(in.slice(start, end - start)).toString();
    }

    static HoldfastException violation(String why) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "wire-protocol-violated",
                "the server broke its protocol: " + why,
                "Check that the address belongs to PostgreSQL 14 or later and that no proxy"
                        + " rewrites the connection.");
    }
}
