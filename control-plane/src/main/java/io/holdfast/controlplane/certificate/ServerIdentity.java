package io.holdfast.controlplane.certificate;

import java.time.Instant;

/**
 * What a TLS port shows: PEM of a private key, and of the certificates up to and with the
 * authority's own, so that a client can find the one whose pin it knows.
 */
public record ServerIdentity(String key, String chain, Instant notAfter) {
    /** Without the key. */
    @Override
    public String toString() {
        return "server identity until " + notAfter;
    }
}
