package io.holdfast.controlplane.testing;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.holdfast.controlplane.config.ControlPlaneConfig;
import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.run.AdminAccount;
import io.holdfast.controlplane.run.ControlPlane;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.CreateUserRequest;
import io.holdfast.proto.v1.LoginRequest;
import io.holdfast.proto.v1.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A control plane on free ports, and clients of all three protocols that trust it. */
public final class RunningPlane implements AutoCloseable {
    private final ControlPlane plane;
    private final String password;
    private final ManagedChannel channel;
    private final SSLContext tls;

    private RunningPlane(ControlPlane plane) throws IOException, GeneralSecurityException {
        this.plane = plane;
        this.password = plane.admin().map(made -> made.password()).orElse("");
        this.channel = newChannel();
        this.tls = trusting(plane.authority().pem().getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLContext trusting(byte[] ca) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(ca)));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        return tls;
    }

    public static RunningPlane start(DatabaseAddress database, PlaneKey key) {
        try {
            return new RunningPlane(
                    ControlPlane.start(
                            ControlPlaneConfig.defaults(Path.of("unused"), 0),
                            database,
                            key,
                            AdminAccount.Wish.IF_NONE,
                            InstantSource.system(),
                            System::nanoTime,
                            new SecureRandom()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static RunningPlane start(DatabaseAddress database) {
        return start(database, PlaneKey.generate(new SecureRandom()));
    }

    public ControlPlane plane() {
        return plane;
    }

    /** A further connection; the caller shuts it down. */
    public ManagedChannel newChannel() throws IOException {
        byte[] ca = plane.authority().pem().getBytes(StandardCharsets.US_ASCII);
        return NettyChannelBuilder.forAddress("127.0.0.1", plane.apiPort())
                .sslContext(
                        GrpcSslContexts.forClient()
                                .trustManager(new ByteArrayInputStream(ca))
                                .build())
                .build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** Of the first admin; empty if another plane made it. */
    public String adminPassword() {
        return password;
    }

    public String login(String user, String password) {
        return AccessGrpc.newBlockingStub(channel)
                .login(LoginRequest.newBuilder().setUser(user).setPassword(password).build())
                .getToken();
    }

    /** Creates a user with a role, and logs it in. */
    public String loginAs(String adminToken, Role role) {
        String name = role.name().toLowerCase(java.util.Locale.ROOT);
        var made =
                with(AccessGrpc.newBlockingStub(channel), adminToken)
                        .createUser(
                                CreateUserRequest.newBuilder().setName(name).setRole(role).build());
        return login(name, made.getPassword());
    }

    public static <S extends AbstractStub<S>> S with(S stub, String token) {
        return stub.withCallCredentials(new Bearer(token));
    }

    public HttpClient http(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(tls).version(version).build();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + plane.apiPort() + path));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        plane.close();
    }

    private static final class Bearer extends CallCredentials {
        private static final Metadata.Key<String> KEY =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        private final String token;

        Bearer(String token) {
            this.token = token;
        }

        @Override
        public void applyRequestMetadata(
                RequestInfo request, Executor executor, MetadataApplier applier) {
            Metadata headers = new Metadata();
            headers.put(KEY, "Bearer " + token);
            applier.apply(headers);
        }
    }
}
