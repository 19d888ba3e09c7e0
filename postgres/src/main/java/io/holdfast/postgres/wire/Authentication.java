package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the server wants to know before it lets a client in. */
public sealed interface Authentication extends BackendMessage {
    /** Let in. */
    record Ok() implements Authentication {}

    record CleartextPassword() implements Authentication {}

    /** Answered with {@link Md5Password#answer}. */
    record Md5(ByteBuffer salt) implements Authentication {}

    /** The mechanisms on offer, the preferred one first. */
    record Sasl(List<String> mechanisms) implements Authentication {}

    record SaslContinue(String serverMessage) implements Authentication {}

    record SaslFinal(String serverMessage) implements Authentication {}

    /** Kerberos, GSSAPI, SSPI and whatever comes: not spoken here. */
    record Unsupported(int code) implements Authentication {}

    static Authentication decode(ByteBuffer body) {
        int code = body.getInt();
        return switch (code) {
            case 0 -> new Ok();
            case 3 -> new CleartextPassword();
            case 5 -> new Md5(body.slice());
            case 10 -> new Sasl(mechanisms(body));
            case 11 -> new SaslContinue(rest(body));
            case 12 -> new SaslFinal(rest(body));
            default -> new Unsupported(code);
        };
    }

    private static List<String> mechanisms(ByteBuffer body) {
        List<String> mechanisms = new ArrayList<>();
        for (String name = Protocol.text(body); !name.isEmpty(); name = Protocol.text(body)) {
            mechanisms.add(name);
        }
        return List.copyOf(mechanisms);
    }

    private static String rest(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body).toString();
    }
}
