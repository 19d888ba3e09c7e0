package io.holdfast.agent.replication;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "postgresql {0}")
@ValueSource(ints = {14, 18})
final class LogInTest {
    private static @Nullable EmbeddedPostgres running;
    private static @Nullable Certificates certificates;
    private static @Nullable Certificates strangers;

    private final int major;

    LogInTest(int major) {
        this.major = major;
    }

    @BeforeParameterizedClassInvocation
    static void startServer(int major, @TempDir Path directory) throws Exception {
        var own = Certificates.make(directory, "authority");
        certificates = own;
        strangers = Certificates.make(directory, "stranger");
        var server =
                EmbeddedPostgres.builder(major)
                        .setting("ssl", "on")
                        .setting("ssl_cert_file", own.serverCertificate().toString())
                        .setting("ssl_key_file", own.serverKey().toString())
                        .accessRule("host all clear 127.0.0.1/32 password")
                        .accessRule("host all,replication hashed 127.0.0.1/32 md5")
                        .accessRule("host all,replication salted 127.0.0.1/32 scram-sha-256")
                        .accessRule("hostssl all sealed 127.0.0.1/32 scram-sha-256")
                        .accessRule("host all sealed 127.0.0.1/32 reject")
                        .accessRule("host replication outsider 127.0.0.1/32 reject")
                        .start();
        running = server;
        server.execute(
                "create role clear login password 'open sesame'",
                "set password_encryption = 'md5'",
                "create role hashed login replication password 'hash me'",
                "set password_encryption = 'scram-sha-256'",
                "create role salted login replication password 'pässword'",
                "create role sealed login password 'secret'",
                "create role outsider login replication",
                "create role bystander login");
    }

    @AfterParameterizedClassInvocation
    static void stopServer() {
        server().close();
    }

    @Test
    void aTrustedRoleGetsInAndIsToldTheVersion() {
        assertEquals("postgres", userAfterLogIn(Client.trusted(server())));
        try (var client = new Client();
                var connection = client.connector.connect(Client.trusted(server()))) {
            assertEquals(major, connection.serverMajor());
            assertEquals("UTF8", connection.parameters().get("client_encoding"));
        }
    }

    @Test
    void aPasswordInClearIsGivenToThisMachine() {
        assertEquals("clear", userAfterLogIn(plain("clear", "open sesame")));
    }

    @Test
    void anMd5HashedPasswordOpensASessionAndAWalsender() {
        assertEquals("hashed", userAfterLogIn(plain("hashed", "hash me")));
        assertEquals(1, timelineAfterLogIn(plain("hashed", "hash me")));
    }

    @Test
    void aScramPasswordOpensASessionAndAWalsender() {
        assertEquals("salted", userAfterLogIn(plain("salted", "pässword")));
        assertEquals(1, timelineAfterLogIn(plain("salted", "pässword")));
    }

    @Test
    void aScramLogInBoundToTheTlsChannelWorks() {
        var settings = settings("sealed", "secret", Tls.of(Tls.Mode.REQUIRE));

        assertEquals("t", ask(settings, "select ssl from pg_stat_ssl where pid=pg_backend_pid()"));
        assertEquals("sealed", userAfterLogIn(settings));
    }

    @Test
    void preferUsesTlsWhereTheServerSpeaksIt() {
        var settings = settings("sealed", "secret", Tls.of(Tls.Mode.PREFER));

        assertEquals("sealed", userAfterLogIn(settings));
    }

    @Test
    void aCertificateOfTheNamedAuthorityIsAccepted() {
        var settings =
                settings("sealed", "secret", Tls.of(Tls.Mode.VERIFY_CA, certificates().ca()));

        assertEquals("sealed", userAfterLogIn(settings));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        var stranger = requireNonNull(strangers);

        assertRefused(
                settings("sealed", "secret", Tls.of(Tls.Mode.VERIFY_CA, stranger.ca())),
                "postgres-tls-failed");
        assertRefused(
                settings("sealed", "secret", Tls.of(Tls.Mode.REQUIRE, stranger.ca())),
                "postgres-tls-failed");
        assertRefused(
                settings("sealed", "secret", Tls.of(Tls.Mode.VERIFY_CA)), "postgres-tls-failed");
    }

    @Test
    void verifyFullWantsTheNameOfTheHost() {
        var settings =
                settings("sealed", "secret", Tls.of(Tls.Mode.VERIFY_FULL, certificates().ca()));

        assertEquals("sealed", userAfterLogIn(settings.at("localhost", server().port())));
        assertRefused(settings, "postgres-tls-failed");
    }

    @Test
    void aMissingCaFileIsNamed() {
        var nowhere = Path.of("/nonexistent/ca.crt");

        var refusal =
                assertRefused(
                        settings("sealed", "secret", Tls.of(Tls.Mode.VERIFY_CA, nowhere)),
                        "postgres-tls-ca-unreadable");
        assertTrue(String.valueOf(refusal.getMessage()).contains(nowhere.toString()));
    }

    @Test
    void aWrongPasswordIsAFaultOfTheConfiguration() {
        for (var user : new String[] {"clear", "hashed", "salted"}) {
            var refusal = assertRefused(plain(user, "wrong"), "postgres-28p01");
            assertEquals(ErrorCategory.CONFIGURATION, refusal.category());
        }
    }

    @Test
    void aPasswordThatIsAskedForAndNotSetIsMissed() {
        var settings = Client.as(server(), "salted", Optional.empty(), Tls.of(Tls.Mode.DISABLE));

        assertRefused(settings, "postgres-password-missing");
    }

    @Test
    void anUnknownRoleOrDatabaseIsNamedByItsSqlState() {
        assertRefused(plain("nobody", "x"), "postgres-28000");
        assertRefused(Client.trusted(server()).withDatabase("nowhere"), "postgres-3d000");
    }

    @Test
    void aRuleThatRejectsIsToldFromAMissingPrivilege() {
        try (var client = new Client()) {
            var rejected =
                    assertThrows(
                            HoldfastException.class,
                            () -> client.connector.connectReplication(plain("outsider", "x")));
            var unprivileged =
                    assertThrows(
                            HoldfastException.class,
                            () -> client.connector.connectReplication(plain("bystander", "x")));

            assertEquals("postgres-28000", rejected.code());
            assertEquals(Optional.of("42501"), SqlState.of(unprivileged));
        }
    }

    private static HoldfastException assertRefused(ConnectionSettings settings, String code) {
        try (var client = new Client()) {
            var refusal =
                    assertThrows(HoldfastException.class, () -> client.connector.connect(settings));
            assertEquals(code, refusal.code(), refusal::getMessage);
            return refusal;
        }
    }

    private static String userAfterLogIn(ConnectionSettings settings) {
        return ask(settings, "select current_user");
    }

    private static String ask(ConnectionSettings settings, String sql) {
        try (var client = new Client();
                var connection = client.connector.connect(settings)) {
            return connection.query(sql).value().orElseThrow();
        }
    }

    private static int timelineAfterLogIn(ConnectionSettings settings) {
        try (var client = new Client();
                var connection = client.connector.connectReplication(settings)) {
            return connection.identifySystem().timeline().value();
        }
    }

    private static ConnectionSettings plain(String user, String password) {
        return settings(user, password, Tls.of(Tls.Mode.DISABLE));
    }

    private static ConnectionSettings settings(String user, String password, Tls tls) {
        return Client.as(server(), user, Optional.of(password), tls);
    }

    private static EmbeddedPostgres server() {
        return requireNonNull(running);
    }

    private static Certificates certificates() {
        return requireNonNull(certificates);
    }
}
