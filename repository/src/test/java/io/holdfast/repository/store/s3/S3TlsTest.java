package io.holdfast.repository.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.PutOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    @TempDir private static Path directory;

    @Test
    @DisplayName("T81: a certificate of a private authority is trusted through its file only")
    void aPrivateAuthorityNeedsItsFile() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "s3",
                "-keyalg",
                "EC",
                "-dname",
                "CN=s3",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "s3", "-file", caFile().toString());
        Files.writeString(caFile(), Files.readString(caFile()) + "\n\n");
        try (var server = new ScriptedServer(https())) {
            var settings = TestSettings.at("https://127.0.0.1:" + server.port());
            try (var trusting = S3ObjectStore.open(settings.withCaFile(caFile()));
                    var untrusting = S3ObjectStore.open(settings)) {
                var failure =
                        assertThrows(
                                HoldfastException.class,
                                () -> untrusting.putIfAbsent("a", new byte[1], 1));

                assertEquals("repository-tls-refused", failure.code());
                assertEquals(ErrorCategory.CONFIGURATION, failure.category());
                assertEquals(PutOutcome.CREATED, trusting.putIfAbsent("a", new byte[1], 1));
                var sent = server.requests().getLast().headers();
                // SHA-256 of one zero byte: signed over TLS as well.
                assertEquals(
                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                        sent.getFirst("X-Amz-Content-Sha256"));
            }
        }
    }

    @Test
    void anEndpointWithoutTlsRefusesIt() {
        try (var s3 = TestSettings.startS3();
                var store =
                        S3ObjectStore.open(
                                TestSettings.at("https://127.0.0.1:" + s3.endpoint().getPort()))) {
            var failure = assertThrows(HoldfastException.class, () -> store.get("a"));

            assertEquals("repository-tls-refused", failure.code());
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefused() throws IOException {
        var empty = Files.createFile(directory.resolve("empty.pem"));
        var settings = TestSettings.at("https://127.0.0.1:1").withCaFile(empty);

        var failure = assertThrows(HoldfastException.class, () -> S3ObjectStore.open(settings));

        assertEquals("repository-ca-file-invalid", failure.code());
    }

    private static Path caFile() {
        return directory.resolve("ca.pem");
    }

    private static HttpsServer https() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(directory.resolve("keys").toFile(), PASSWORD);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of(
                        "-keystore",
                        directory.resolve("keys").toString(),
                        "-storepass",
                        new String(PASSWORD)));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
