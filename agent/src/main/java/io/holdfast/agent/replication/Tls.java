package io.holdfast.agent.replication;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether and how strictly to use TLS; the modes are libpq's {@code sslmode}.
 *
 * @param caFile certificates in PEM that vouch for the server, read anew at each connect; without
 *     it VERIFY_CA and VERIFY_FULL trust what the Java platform trusts. With it REQUIRE verifies as
 *     VERIFY_CA does.
 */
public record Tls(Mode mode, Optional<Path> caFile) {
    /** From none to full proof. */
    public enum Mode {
        DISABLE,
        /** Encrypts if the server can; protects against nobody who can change packets. */
        PREFER,
        /** Encrypts or fails; does not prove who the server is. */
        REQUIRE,
        /** The server's certificate must come from a trusted authority. */
        VERIFY_CA,
        /** And it must be made out to the host that is connected to. */
        VERIFY_FULL
    }

    public static Tls of(Mode mode) {
        return new Tls(mode, Optional.empty());
    }

    public static Tls of(Mode mode, Path caFile) {
        return new Tls(mode, Optional.of(caFile));
    }

    boolean provesAuthority() {
        return switch (mode) {
            case DISABLE, PREFER -> false;
            case REQUIRE -> caFile.isPresent();
            case VERIFY_CA, VERIFY_FULL -> true;
        };
    }
}
