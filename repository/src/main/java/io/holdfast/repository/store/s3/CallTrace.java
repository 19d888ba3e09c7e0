package io.holdfast.repository.store.s3;

import io.minio.credentials.Credentials;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP client saw of one call. The SDK keeps the call, its status and its headers to
 * itself, and they are needed to cancel it and to say why it failed.
 */
final class CallTrace extends EventListener {
    /** Bound while the SDK creates the call, which it does in the caller's thread. */
    static final ScopedValue<CallTrace> CURRENT = ScopedValue.newInstance();

    private volatile @Nullable Call call;
    private volatile @Nullable Credentials credentials;
    private volatile boolean handshaking;
    private volatile int status;
    private volatile Headers headers = Headers.of();

    static EventListener listenerOf(Call call) {
        if (!CURRENT.isBound()) {
            return EventListener.NONE;
        }
        var trace = CURRENT.get();
        trace.call = call;
        return trace;
    }

    static Credentials signedWith(Credentials credentials) {
        if (CURRENT.isBound()) {
            CURRENT.get().credentials = credentials;
        }
        return credentials;
    }

    @Override
    public void secureConnectStart(Call connecting) {
        handshaking = true;
    }

    @Override
    public void secureConnectEnd(Call connecting, @Nullable Handshake handshake) {
        handshaking = false;
    }

    @Override
    public void responseHeadersEnd(Call answered, Response response) {
        headers = response.headers();
        status = response.code();
    }

    void cancel() {
        var current = call;
        if (current != null) {
            current.cancel();
        }
    }

    /** 0 as long as nothing was answered. */
    int status() {
        return status;
    }

    boolean failedInHandshake() {
        return handshaking;
    }

    @Nullable Credentials credentials() {
        return credentials;
    }

    @Nullable String header(String name) {
        return headers.get(name);
    }

    Optional<Instant> date() {
        return Optional.ofNullable(headers.getDate("Date")).map(Date::toInstant);
    }
}
