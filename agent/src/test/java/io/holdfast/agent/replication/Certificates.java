package io.holdfast.agent.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority and a server certificate for {@code localhost}, made by the JDK's keytool. */
record Certificates(Path ca, Path serverCertificate, Path serverKey) {
    private static final String PASSWORD = "changeit";

    static Certificates make(Path directory, String authority)
            throws IOException, GeneralSecurityException, InterruptedException {
        var store = directory.resolve(authority + ".p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=" + authority, "-ext", "bc:c");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-signer",
                "ca",
                "-ext",
                "san=dns:localhost");
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var key = directory.resolve(authority + "-server.key");
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        pem(key, "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        var certificate = directory.resolve(authority + "-server.crt");
        pem(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
        var ca = directory.resolve(authority + "-ca.crt");
        pem(ca, "CERTIFICATE", keys.getCertificate("ca").getEncoded());
        return new Certificates(ca, certificate, key);
    }

    private static void pem(Path file, String kind, byte[] der) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(Path store, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-keyalg", "EC"));
        var process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + command);
        }
    }
}
