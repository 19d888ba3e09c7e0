package io.holdfast.controlplane.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.certificate.AgentCertificate;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.certificate.CertificateAuthority;
import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.ManualClock;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private static final AgentName NAME = new AgentName("bank", "db1");

    private final StateServer server = StateServer.start(18);
    private final ManualClock clock = new ManualClock();
    private final Database database = server.open();
    private final JoinTokens tokens = new JoinTokens(clock, new SecureRandom());
    private final Agents agents =
            new Agents(
                    database,
                    CertificateAuthority.ensure(
                            database, PlaneKey.generate(new SecureRandom()), clock),
                    tokens,
                    new AuditLog(clock),
                    clock);

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    @Test
    void theCertificateSaysWhatTheTokenSaysAndNothingOfTheRequest() throws Exception {
        AgentCertificate made = join(token(), "db1").certificate();

        X509Certificate leaf = certificate(made.chain().getFirst());
        leaf.verify(certificate(made.chain().getLast()).getPublicKey());
        assertEquals(Optional.of(NAME), AgentName.of(leaf));
        assertEquals("CN=Holdfast", leaf.getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), leaf.getExtendedKeyUsage());
        assertEquals(-1, leaf.getBasicConstraints());
        agents.check(NAME, made.serial());
    }

    /** Of many who have one token, one is enrolled. */
    @Test
    void aTokenIsUsedOnceHoweverManyTry() throws Exception {
        String token = token();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Agents.Joined>> tries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String instance = "db" + i;
                tries.add(() -> join(token, instance));
            }

            int joined = 0;
            for (Future<Agents.Joined> tried : threads.invokeAll(tries)) {
                joined += isDone(tried) ? 1 : 0;
            }

            assertEquals(1, joined);
        }
    }

    /** With two tokens for it, an instance still has one agent. */
    @Test
    void anInstanceIsEnrolledOnceHoweverManyTry() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Agents.Joined>> tries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String token = token();
                tries.add(() -> join(token, "db1"));
            }

            int joined = 0;
            for (Future<Agents.Joined> tried : threads.invokeAll(tries)) {
                joined += isDone(tried) ? 1 : 0;
            }

            assertEquals(1, joined);
            assertEquals(5, tokens.list(database).size());
        }
    }

    private static boolean isDone(Future<Agents.Joined> tried) throws InterruptedException {
        try {
            tried.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    @Test
    void aTokenEnds() {
        String token = token();
        clock.pass(Duration.ofMinutes(30));

        assertEquals("join-token-refused", refusedJoin(token, "db1"));
        assertEquals(List.of(), tokens.list(database));
    }

    @Test
    void whatIsRefusedDoesNotUseTheTokenUp() {
        String token = token();

        assertEquals("agent-name-malformed", refusedJoin(token, "DB 1"));
        assertEquals("agent-name-malformed", refusedJoin(token, "a:b"));
        assertEquals(
                "join-token-foreign",
                code(() -> agents.join(token, "other", "db1", request(), "192.0.2.1")));
        assertEquals(
                "certificate-request-refused",
                code(() -> agents.join(token, "bank", "db1", new byte[] {1, 2}, "192.0.2.1")));
        assertEquals(
                "certificate-request-refused",
                code(() -> agents.join(token, "bank", "db1", stolen(), "192.0.2.1")));
        assertEquals(NAME, join(token, "db1").name());
    }

    @Test
    void aRenewalIsForWhoIsKnownAndEndsWithARevocation() {
        AgentCertificate first = join(token(), "db1").certificate();
        clock.pass(Duration.ofDays(1));

        AgentCertificate second = agents.renew(NAME, first.serial(), request());

        assertNotEquals(first.serial(), second.serial());
        agents.check(NAME, first.serial());
        agents.check(NAME, second.serial());
        assertEquals(2, (int) database.inTransaction(sql -> agents.revoke(sql, NAME)));
        assertEquals(
                java.util.Set.of(first.serial(), second.serial()),
                agents.revoked(List.of(first.serial(), second.serial())));
        assertEquals("agent-revoked", code(() -> agents.check(NAME, second.serial())));
        assertEquals("agent-revoked", code(() -> agents.renew(NAME, second.serial(), request())));
        assertEquals(NAME, join(token(), "db1").name());
    }

    @Test
    void aCertificateEndsByItself() {
        AgentCertificate made = join(token(), "db1").certificate();
        clock.pass(Duration.ofDays(30));

        assertEquals("agent-revoked", code(() -> agents.check(NAME, made.serial())));
        assertEquals(NAME, join(token(), "db1").name());
    }

    /** While the database is away, who was known stays so; of nobody else anything can be told. */
    @Test
    void withoutItsDatabaseItKnowsWhomItKnew() {
        AgentCertificate known = join(token(), "db1").certificate();
        AgentCertificate unseen = join(token(), "db2").certificate();
        agents.check(NAME, known.serial());

        server.server().stop(StopMode.IMMEDIATE);

        agents.check(NAME, known.serial());
        HoldfastException untold =
                assertThrows(
                        HoldfastException.class,
                        () -> agents.check(new AgentName("bank", "db2"), unseen.serial()));
        assertEquals(ErrorCategory.TRANSIENT, untold.category());
    }

    @Test
    void everyEnrolmentIsInTheAuditLog() {
        join(token(), "db1");

        var entry = new AuditLog(clock).newest(database, Long.MAX_VALUE, 1).getFirst();

        assertEquals("Enrolment.Join", entry.act().action());
        assertEquals("agent:bank/db1", entry.act().subject());
        assertEquals("192.0.2.1", entry.act().origin());
        assertTrue(entry.act().after().contains("\"createdBy\":\"admin\""), entry::toString);
    }

    private String token() {
        return tokens.create(database, "bank", "admin", Duration.ofMinutes(30)).secret();
    }

    private Agents.Joined join(String token, String instance) {
        return agents.join(token, "bank", instance, request(), "192.0.2.1");
    }

    private String refusedJoin(String token, String instance) {
        return code(() -> join(token, instance));
    }

    private static String code(org.junit.jupiter.api.function.Executable refused) {
        return assertThrows(HoldfastException.class, refused).code();
    }

    /** It asks to be an authority and somebody else, in vain. */
    private static byte[] request() {
        KeyPair keys = keys();
        return request(keys, keys.getPrivate());
    }

    /** Somebody else's key, signed with one's own. */
    private static byte[] stolen() {
        return request(keys(), keys().getPrivate());
    }

    private static byte[] request(KeyPair keys, PrivateKey signer) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(
                            new X500Name("CN=Holdfast control plane"), keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))
                    .getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }
}
