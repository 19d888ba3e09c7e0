package io.holdfast.cli.remote;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Gets the certificate of the authority that a control plane's certificate was made by, and
 * believes it only if it is the one that is meant. Nothing but the handshake is done with who
 * answers.
 */
public final class PinnedAuthority {
    private static final int TIMEOUT_MILLIS = 10_000;

    private PinnedAuthority() {}

    /**
     * @param pin "sha256:" and the hexadecimal digits of the certificate's SHA-256
     * @return PEM
     */
    public static String fetch(PlaneAddress address, String pin) {
        String wanted = digits(pin);
        for (Certificate certificate : chain(address)) {
            if (HexFormat.of().formatHex(sha256(certificate)).equals(wanted)) {
                return pem(certificate);
            }
        }
        throw new HoldfastException(
                ErrorCategory.ACCESS,
                "authority-unexpected",
                address + " does not show the certificate of the authority " + pin,
                "Compare the pin with the one that the control plane names when it starts; if they"
                        + " are equal, somebody else answers at this address.");
    }

    private static String digits(String pin) {
        if (!pin.matches("sha256:[0-9a-f]{64}")) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "pin-malformed",
                    "'" + pin + "' is not the pin of an authority",
                    "Write sha256: and 64 hexadecimal digits, as the control plane names it when it"
                            + " starts.");
        }
        return pin.substring("sha256:".length());
    }

    private static Certificate[] chain(PlaneAddress address) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new Onlooker()}, null);
            try (Socket plain = new Socket()) {
                plain.connect(
                        new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
                plain.setSoTimeout(TIMEOUT_MILLIS);
                try (SSLSocket socket =
                        (SSLSocket)
                                tls.getSocketFactory()
                                        .createSocket(
                                                plain, address.host(), address.port(), false)) {
                    socket.startHandshake();
                    return socket.getSession().getPeerCertificates();
                }
            }
        } catch (SSLException e) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "tls-not-spoken",
                    "what answers at "
                            + address
                            + " does not speak TLS as a control plane does: "
                            + e.getMessage(),
                    "Take the URL that the control plane names when it starts; metrics and health"
                            + " have a port of their own.",
                    e);
        } catch (IOException e) {
            throw unreachable(address, e.toString(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is part of every JDK", e);
        }
    }

    static HoldfastException unreachable(PlaneAddress address, String reason, Exception cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "control-plane-unreachable",
                "the control plane at " + address + " cannot be reached: " + reason,
                "Start it with 'holdfast control-plane', or correct the address; backups and"
                        + " restores go on without it.",
                cause);
    }

    private static byte[] sha256(Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that came through TLS has a form", e);
        }
    }

    private static String pem(Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that came through TLS has a form", e);
        }
    }

    /** Looks at whoever answers: the pin decides afterwards, and nothing is sent before. */
    private static final class Onlooker implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("a client is never asked");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
