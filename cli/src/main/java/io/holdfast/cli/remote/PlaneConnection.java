package io.holdfast.cli.remote;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.holdfast.error.HoldfastException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Calls to a control plane. Each has a deadline; none is tried twice. */
public final class PlaneConnection implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    private final PlaneAddress address;
    private final ManagedChannel channel;
    private final Channel authorized;

    private PlaneConnection(PlaneAddress address, ManagedChannel channel, @Nullable String token) {
        this.address = address;
        this.channel = channel;
        this.authorized =
                token == null ? channel : ClientInterceptors.intercept(channel, new Bearer(token));
    }

    /** With the token of a login. */
    public static PlaneConnection open(Login login) {
        return open(login.address(), login.ca(), login.token());
    }

    /** Without a token: to log in. */
    public static PlaneConnection anonymous(PlaneAddress address, String ca) {
        return open(address, ca, null);
    }

    private static PlaneConnection open(PlaneAddress address, String ca, @Nullable String token) {
        byte[] pem = ca.getBytes(StandardCharsets.US_ASCII);
        try {
            ManagedChannel channel =
                    NettyChannelBuilder.forAddress(address.host(), address.port())
                            .sslContext(
                                    GrpcSslContexts.forClient()
                                            .trustManager(new ByteArrayInputStream(pem))
                                            .build())
                            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                            .keepAliveTime(30, TimeUnit.SECONDS)
                            .build();
            return new PlaneConnection(address, channel, token);
        } catch (SSLException | IllegalArgumentException e) {
            throw CallFailures.badAuthority(e);
        }
    }

    public PlaneAddress address() {
        return address;
    }

    /** Makes one call that answers once. */
    public <S extends AbstractBlockingStub<S>, A> A call(
            Function<Channel, S> stub, Function<S, A> call) {
        try {
            return call.apply(
                    stub.apply(authorized)
                            .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw CallFailures.of(address, e);
        }
    }

    /** Makes one call that goes on answering, until it ends or this thread is interrupted. */
    public <S extends AbstractBlockingStub<S>, A> A stream(
            Function<Channel, S> stub, Function<S, A> call) {
        try {
            return call.apply(stub.apply(authorized));
        } catch (StatusRuntimeException e) {
            throw CallFailures.of(address, e);
        }
    }

    /** Whether this is how a call ended because the control plane could not be reached. */
    public static boolean isUnreachable(HoldfastException e) {
        return e.code().equals(CallFailures.UNREACHABLE);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Adds the token to each call. */
    private record Bearer(String token) implements ClientInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(
                MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + token);
                    super.start(listener, headers);
                }
            };
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "a token";
        }
    }
}
