package io.holdfast.controlplane.link;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.certificate.CertificateAuthority;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who is at the other end of a connection: what its certificate says, of which TLS has proven that
 * our authority made it and that the peer has its key.
 */
record Peer(AgentName name, String serial) {
    /**
     * @throws HoldfastException {@code agent-unknown}
     */
    static Peer of(HttpConnection connection) {
        try {
            List<Certificate> chain = connection.peerCertificates();
            if (chain != null
                    && !chain.isEmpty()
                    && chain.getFirst() instanceof X509Certificate certificate) {
                return new Peer(
                        AgentName.of(certificate).orElseThrow(Peer::unknown),
                        CertificateAuthority.serial(certificate));
            }
        } catch (SSLPeerUnverifiedException e) {
            // it has shown none
        }
        throw unknown();
    }

    private static HoldfastException unknown() {
        return new HoldfastException(
                ErrorCategory.ACCESS,
                "agent-unknown",
                "the connection shows no certificate of an agent",
                "Enrol the agent with 'holdfast agent join'.");
    }
}
