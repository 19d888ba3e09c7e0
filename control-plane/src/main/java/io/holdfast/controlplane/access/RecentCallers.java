package io.holdfast.controlplane.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who was found in the database not long ago. Asked only while that cannot be reached. */
final class RecentCallers {
    private static final int MOST = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Map<String, Seen> callers = new LinkedHashMap<>();

    RecentCallers(InstantSource clock) {
        this.clock = clock;
    }

    private record Seen(Caller caller, Instant at) {}

    synchronized void remember(String secret, Caller caller) {
        String key = key(secret);
        callers.remove(key);
        callers.put(key, new Seen(caller, clock.instant()));
        if (callers.size() > MOST) {
            callers.remove(callers.keySet().iterator().next());
        }
    }

    synchronized void forget(String secret) {
        callers.remove(key(secret));
    }

    synchronized Optional<Caller> find(String secret) {
        Instant now = clock.instant();
        return Optional.ofNullable(callers.get(key(secret)))
                .filter(seen -> now.isBefore(seen.at().plus(REMEMBERED)))
                .map(Seen::caller)
                .filter(caller -> now.isBefore(caller.expiresAt()));
    }

    private static String key(String secret) {
        return HexFormat.of().formatHex(Secrets.sha256(secret));
    }
}
