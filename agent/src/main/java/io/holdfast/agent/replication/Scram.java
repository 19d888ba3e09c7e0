package io.holdfast.agent.replication;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import io.holdfast.postgres.wire.Authentication;
import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.FrontendMessages;
import java.security.cert.CertificateEncodingException;
import java.util.List;

/**
 * SCRAM-SHA-256, bound to the TLS channel where there is one ({@code SCRAM-SHA-256-PLUS}). The
 * server must prove in the end that it knows the password too.
 */
record Scram(Session session, Deadline deadline) {
    void run(List<String> mechanisms, String user, String password) {
        try {
            var client = client(mechanisms, user, password);
            session.send(
                    FrontendMessages.saslInitialResponse(
                            client.getScramMechanism().getName(),
                            client.clientFirstMessage().toString()));
            client.serverFirstMessage(next(Authentication.SaslContinue.class).serverMessage());
            session.send(FrontendMessages.saslResponse(client.clientFinalMessage().toString()));
            client.serverFinalMessage(next(Authentication.SaslFinal.class).serverMessage());
        } catch (ScramException e) {
            throw Refusals.serverUnproven(session.address(), e);
        }
    }

    private ScramClient client(List<String> mechanisms, String user, String password) {
        try {
            // The name in the messages is ignored: the one of the startup message counts.
            var builder =
                    ScramClient.builder()
                            .advertisedMechanisms(mechanisms)
                            .username("*")
                            .password(password.toCharArray());
            var certificate = session.wire().certificate();
            if (certificate.isPresent()) {
                builder.channelBinding(
                        TlsServerEndpoint.TLS_SERVER_END_POINT,
                        TlsServerEndpoint.getChannelBindingData(certificate.get()));
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw Refusals.passwordUnusable(session.address(), user, e);
        } catch (CertificateEncodingException e) {
            throw Refusals.tlsFailed(session.address(), e);
        }
    }

    private <T extends Authentication> T next(Class<T> expected) {
        BackendMessage message = session.next(deadline, "the next step of the log-in");
        if (message instanceof BackendMessage.ErrorResponse error) {
            throw Refusals.byServer(session.address(), error.report());
        }
        if (!expected.isInstance(message)) {
            // An early "let in" too: the server would have skipped its proof.
            throw Refusals.serverUnproven(session.address(), null);
        }
        return expected.cast(message);
    }
}
