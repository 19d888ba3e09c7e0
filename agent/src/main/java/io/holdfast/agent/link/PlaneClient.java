package io.holdfast.agent.link;

import com.google.protobuf.ByteString;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AgentLinkGrpcClient;
import io.holdfast.proto.v1.AgentMessage;
import io.holdfast.proto.v1.PlaneMessage;
import io.holdfast.proto.v1.RenewCertificateRequest;
import io.holdfast.proto.v1.RenewCertificateResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls to a control plane with an agent's certificate. They block a virtual thread. */
final class PlaneClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_MESSAGE_BYTES = 256 << 10;

    private final Identity identity;
    private final GrpcClient client;
    private final SocketAddress address;

    PlaneClient(Vertx vertx, Identity identity) {
        this.identity = identity;
        this.address = SocketAddress.inetSocketAddress(identity.port(), identity.host());
        HttpClientOptions options =
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setVerifyHost(true)
                        .setConnectTimeout((int) TIMEOUT.toMillis())
                        .setTrustOptions(
                                new PemTrustOptions()
                                        .addCertValue(Buffer.buffer(identity.authority())))
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addKeyValue(Buffer.buffer(identity.key()))
                                        .addCertValue(Buffer.buffer(identity.chain())));
        this.client =
                GrpcClient.client(
                        vertx,
                        new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES),
                        options);
    }

    /** Opens the stream; nothing has been said on it. */
    GrpcClientRequest<AgentMessage, PlaneMessage> connect() {
        return await(client.request(address, AgentLinkGrpcClient.Connect));
    }

    /** A new key and a certificate for it. */
    Identity renew(InstantSource clock) {
        AgentKey key = AgentKey.generate();
        RenewCertificateRequest asked =
                RenewCertificateRequest.newBuilder()
                        .setCertificateRequest(ByteString.copyFrom(key.request()))
                        .build();
        GrpcClientRequest<RenewCertificateRequest, RenewCertificateResponse> request =
                await(client.request(address, AgentLinkGrpcClient.RenewCertificate));
        request.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        request.end(asked);
        GrpcClientResponse<RenewCertificateRequest, RenewCertificateResponse> response =
                await(request.response());
        RenewCertificateResponse made =
                await(response.last().compose(last -> done(response, last)));
        String chain =
                made.getCertificateChainList().stream()
                        .map(der -> AgentKey.pem("CERTIFICATE", der.toByteArray()))
                        .collect(Collectors.joining());
        return identity.renewed(key.pem(), chain, clock.instant());
    }

    private <A> Future<A> done(GrpcClientResponse<?, A> response, A last) {
        return response.status() == GrpcStatus.OK
                ? Future.succeededFuture(last)
                : Future.failedFuture(failure(response));
    }

    /** What the control plane said went wrong. */
    HoldfastException failure(GrpcClientResponse<?, ?> response) {
        String code = said(response, "holdfast-code");
        String hint = said(response, "holdfast-hint");
        // the library looks for it in the headers alone
        String message = said(response, "grpc-message");
        if (code == null || hint == null || message == null) {
            return unreachable("the call ended with " + response.status(), null);
        }
        return new HoldfastException(
                response.status() == GrpcStatus.UNAUTHENTICATED
                        ? ErrorCategory.ACCESS
                        : ErrorCategory.TRANSIENT,
                code,
                "the control plane at " + identity.url() + " refuses: " + message,
                hint);
    }

    /** Of a trailer; of an answer without a body, of a header. */
    private static @Nullable String said(GrpcClientResponse<?, ?> response, String name) {
        String trailer = response.trailers().get(name);
        String text = trailer == null ? response.headers().get(name) : trailer;
        return text == null
                ? null
                : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    HoldfastException unreachable(String reason, @Nullable Throwable cause) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "control-plane-unreachable",
                "the control plane at " + identity.url() + " cannot be reached: " + reason,
                "Nothing is lost meanwhile: capture and backups go on, and it is told afterwards.",
                cause);
    }

    private <T> T await(Future<T> future) {
        try {
            return future.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (HoldfastException e) {
            throw e;
        } catch (TimeoutException e) {
            throw unreachable("no answer within " + TIMEOUT.toSeconds() + " s", e);
        } catch (Exception e) {
            // await() throws what the future failed with as it is, also what is checked
            throw unreachable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
