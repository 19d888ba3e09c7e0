package io.holdfast.controlplane.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.error.HoldfastException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final StateServer server = StateServer.start(18);
    private final PlaneKey key = PlaneKey.generate(new SecureRandom());

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void replicasThatBeginAtOnceShareOneAuthority() throws Exception {
        try (Database database = server.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> ensure = () -> ensure(database, key).pem();

            Set<String> authorities = new java.util.HashSet<>();
            for (Future<String> pem :
                    threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> ensure).toList())) {
                authorities.add(pem.get());
            }

            assertEquals(1, authorities.size());
            assertEquals(authorities, Set.of(ensure(database, key).pem()));
        }
    }

    @Test
    void anotherKeyDoesNotOpenIt() {
        try (Database database = server.open()) {
            ensure(database, key);

            HoldfastException refused =
                    assertThrows(
                            HoldfastException.class,
                            () -> ensure(database, PlaneKey.generate(new SecureRandom())));

            assertEquals("plane-key-wrong", refused.code());
        }
    }

    @Test
    void thePinIsTheSha256OfTheCertificate() throws Exception {
        try (Database database = server.open()) {
            CertificateAuthority authority = ensure(database, key);
            byte[] der = certificates(authority.pem()).getFirst().getEncoded();
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(der);

            assertEquals("sha256:" + HexFormat.of().formatHex(sha256), authority.pin());
        }
    }

    @Test
    void aServersCertificateIsSignedNamedAndShort() throws Exception {
        try (Database database = server.open()) {
            CertificateAuthority authority = ensure(database, key);
            ServerIdentity identity =
                    authority.issueServer(List.of("db.example.com", "192.0.2.7", "::1"), NOW);

            List<X509Certificate> chain = certificates(identity.chain());

            X509Certificate leaf = chain.getFirst();
            assertEquals(certificates(authority.pem()), chain.subList(1, chain.size()));
            leaf.verify(chain.getLast().getPublicKey());
            assertEquals(-1, leaf.getBasicConstraints());
            assertEquals(0, chain.getLast().getBasicConstraints());
            assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
            assertEquals(
                    Set.of("db.example.com", "192.0.2.7", "0:0:0:0:0:0:0:1"),
                    leaf.getSubjectAlternativeNames().stream()
                            .map(name -> (String) name.get(1))
                            .collect(Collectors.toSet()));
            leaf.checkValidity(Date.from(NOW.minus(Duration.ofMinutes(4))));
            leaf.checkValidity(Date.from(NOW.plus(Duration.ofDays(29))));
            assertThrows(
                    CertificateNotYetValidException.class,
                    () -> leaf.checkValidity(Date.from(NOW.minus(Duration.ofMinutes(6)))));
            assertThrows(
                    CertificateExpiredException.class,
                    () -> leaf.checkValidity(Date.from(NOW.plus(Duration.ofDays(31)))));
        }
    }

    @Test
    void thePrivateKeyIsNeitherInTheDatabaseNorShown() {
        try (Database database = server.open()) {
            CertificateAuthority authority = ensure(database, key);
            ServerIdentity identity = authority.issueServer(List.of("localhost"), NOW);

            List<String> kept =
                    database.query(
                            "select encode(sealed, 'hex') from sealed_secret",
                            row -> row.getString(0));

            // the DER of every P-256 private key has its curve's name in it
            assertEquals(1, kept.size());
            assertFalse(kept.getFirst().contains("06082a8648ce3d030107"), kept::getFirst);
            assertTrue(identity.key().startsWith("-----BEGIN PRIVATE KEY-----"));
            assertFalse(identity.toString().contains("KEY"));
        }
    }

    private static CertificateAuthority ensure(Database database, PlaneKey key) {
        return CertificateAuthority.ensure(database, key, InstantSource.fixed(NOW));
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
