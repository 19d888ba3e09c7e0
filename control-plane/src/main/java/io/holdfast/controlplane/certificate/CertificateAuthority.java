package io.holdfast.controlplane.certificate;

import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.vertx.core.buffer.Buffer;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The authority of one database, the same on all replicas. */
public final class CertificateAuthority {
    private static final String KEY = "ca-key";

    private final X509Certificate certificate;
    private final PrivateKey key;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Reads the authority from the database, or makes it if there is none.
     *
     * @throws io.holdfast.error.HoldfastException {@code plane-key-wrong} if another key sealed it
     */
    public static CertificateAuthority ensure(
            Database database, PlaneKey planeKey, InstantSource clock) {
        Optional<CertificateAuthority> known = find(database, planeKey);
        if (known.isPresent()) {
            return known.get();
        }
        make(database, planeKey, clock.instant());
        return find(database, planeKey)
                .orElseThrow(() -> new IllegalStateException("the authority was just made"));
    }

    private static Optional<CertificateAuthority> find(Sql sql, PlaneKey planeKey) {
        return sql.queryOne(
                "select a.certificate, s.sealed from certificate_authority a, sealed_secret s where"
                        + " s.name = '"
                        + KEY
                        + "'",
                row ->
                        new CertificateAuthority(
                                Encoding.certificate(row.getBuffer(0).getBytes()),
                                Encoding.privateKey(
                                        planeKey.open(KEY, row.getBuffer(1).getBytes()))));
    }

    private static void make(Database database, PlaneKey planeKey, Instant now) {
        KeyPair keys = Issuing.keyPair();
        byte[] certificate = Encoding.bytes(Issuing.authority(keys, now));
        byte[] sealed = planeKey.seal(KEY, keys.getPrivate().getEncoded());
        database.inTransaction(
                sql -> {
                    // of several replicas the first one's stays, with the key that belongs to it
                    int made =
                            sql.execute(
                                    "insert into certificate_authority (certificate, created_at)"
                                            + " values ($1, $2) on conflict do nothing",
                                    Buffer.buffer(certificate),
                                    now.atOffset(ZoneOffset.UTC));
                    if (made == 1) {
                        sql.execute(
                                "insert into sealed_secret (name, sealed, created_at) values ($1,"
                                        + " $2, $3)",
                                KEY,
                                Buffer.buffer(sealed),
                                now.atOffset(ZoneOffset.UTC));
                    }
                    return made;
                });
    }

    /** PEM of the authority's certificate. */
    public String pem() {
        return Encoding.pem("CERTIFICATE", Encoding.bytes(certificate));
    }

    /** {@code sha256:} and the digits of the certificate's SHA-256: by which people know it. */
    public String pin() {
        return "sha256:" + HexFormat.of().formatHex(Encoding.sha256(certificate));
    }

    /**
     * A certificate for an agent, for 30 days.
     *
     * @param request PKCS#10, DER: of which the key is taken, and nothing else
     * @throws io.holdfast.error.HoldfastException (user) {@code certificate-request-refused}
     */
    public AgentCertificate issueAgent(byte[] request, AgentName name, Instant now) {
        X509Certificate leaf =
                Issuing.agent(certificate, key, SigningRequest.key(request), name, now);
        return new AgentCertificate(
                serial(leaf),
                leaf.getNotAfter().toInstant(),
                List.of(Encoding.bytes(leaf), Encoding.bytes(certificate)));
    }

    /** In hexadecimal digits, as it is kept. */
    public static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /**
     * An identity for a TLS port, with a key of its own, for 30 days.
     *
     * @param names the host names and addresses by which it is reached
     */
    public ServerIdentity issueServer(Collection<String> names, Instant now) {
        KeyPair keys = Issuing.keyPair();
        X509Certificate leaf = Issuing.server(certificate, key, keys.getPublic(), names, now);
        return new ServerIdentity(
                Encoding.pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
                Encoding.pem("CERTIFICATE", Encoding.bytes(leaf)) + pem(),
                leaf.getNotAfter().toInstant());
    }
}
