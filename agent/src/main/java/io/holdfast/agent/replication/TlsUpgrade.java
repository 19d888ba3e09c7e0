package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.FrontendMessages;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Turns a fresh connection into an encrypted one ({@code SSLRequest}), as far as settings ask. */
record TlsUpgrade(Tls tls, Deadline deadline) {
    /**
     * @throws HoldfastException {@code postgres-tls-refused}, {@code postgres-tls-failed}
     */
    void apply(Wire wire) {
        if (tls.mode() == Tls.Mode.DISABLE) {
            return;
        }
        wire.send(FrontendMessages.sslRequest());
        byte answer = wire.readTlsAnswer(deadline);
        switch (answer) {
            case 'S' -> handshake(wire);
            case 'N' -> {
                if (tls.mode() != Tls.Mode.PREFER) {
                    throw Refusals.tlsRefused(wire.address());
                }
            }
            case 'E' -> throw refusal(wire);
            default ->
                    throw Refusals.notPostgres(
                            wire.address(),
                            "it answers a request for TLS with byte " + (answer & 0xFF));
        }
    }

    private void handshake(Wire wire) {
        try {
            Awaiting.await(wire.upgradeToTls(options()), deadline, wire.address());
        } catch (ExecutionException e) {
            throw Refusals.tlsFailed(wire.address(), Awaiting.cause(e));
        } catch (TimeoutException e) {
            throw Refusals.timedOut(wire.address(), "the end of the TLS handshake");
        }
    }

    private HoldfastException refusal(Wire wire) {
        var message =
                wire.poll(deadline.remaining())
                        .orElseThrow(() -> Refusals.timedOut(wire.address(), "the whole error"));
        return message instanceof BackendMessage.ErrorResponse error
                ? Refusals.byServer(wire.address(), error.report())
                : Refusals.notPostgres(wire.address(), "it answers a request for TLS with E");
    }

    private ClientSSLOptions options() {
        var options = new ClientSSLOptions();
        options.setHostnameVerificationAlgorithm(tls.mode() == Tls.Mode.VERIFY_FULL ? "HTTPS" : "");
        options.setSslHandshakeTimeout(Math.max(1, deadline.remaining().toMillis()));
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setTrustAll(!tls.provesAuthority());
        if (tls.provesAuthority()) {
            tls.caFile()
                    .ifPresent(
                            file ->
                                    options.setTrustOptions(
                                            new PemTrustOptions().addCertValue(read(file))));
        }
        return options;
    }

    private static Buffer read(Path caFile) {
        try {
            return Buffer.buffer(Files.readAllBytes(caFile));
        } catch (IOException e) {
            throw Refusals.caFileUnreadable(caFile, e);
        }
    }
}
