package io.holdfast.agent.link;

import java.time.Instant;

/**
 * As whom an agent talks to a control plane.
 *
 * @param host of the control plane's agents' port
 * @param authority PEM of whom to trust there
 * @param key PEM, PKCS#8
 * @param chain PEM of the agent's certificate and those above it
 * @param issuedAt by this host's clock
 */
public record Identity(
        String host,
        int port,
        String authority,
        String cluster,
        String instance,
        String key,
        String chain,
        Instant issuedAt) {

    /** With a newer key and certificate. */
    Identity renewed(String newKey, String newChain, Instant at) {
        return new Identity(host, port, authority, cluster, instance, newKey, newChain, at);
    }

    /** Where the control plane is. */
    public String url() {
        return "https://" + host + ":" + port;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return cluster + "/" + instance + " at " + url();
    }
}
