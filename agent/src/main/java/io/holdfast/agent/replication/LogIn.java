package io.holdfast.agent.replication;

import io.holdfast.postgres.wire.Authentication;
import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.FrontendMessages;
import io.holdfast.postgres.wire.Md5Password;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the startup message to the first ReadyForQuery. */
record LogIn(Session session, ConnectionSettings settings, Deadline deadline) {
    void run(boolean replication) {
        session.send(FrontendMessages.startup(parameters(replication)));
        boolean letIn = false;
        while (!letIn) {
            letIn = isLetIn(session.next(deadline, "the log-in"));
        }
        boolean ready = false;
        while (!ready) {
            ready = isReady(session.next(deadline, "the end of the log-in"));
        }
    }

    private Map<String, String> parameters(boolean replication) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", settings.user());
        parameters.put("database", settings.database());
        parameters.put("application_name", settings.applicationName());
        parameters.put("client_encoding", "UTF8");
        if (replication) {
            parameters.put("replication", "true");
        }
        return parameters;
    }

    private boolean isLetIn(BackendMessage message) {
        switch (message) {
            case Authentication.Ok ignored -> {
                return true;
            }
            case Authentication.CleartextPassword ignored -> sendInClear();
            case Authentication.Md5 md5 ->
                    session.send(
                            FrontendMessages.password(
                                    Md5Password.answer(settings.user(), password(), md5.salt())));
            case Authentication.Sasl sasl -> scram(sasl.mechanisms());
            case Authentication.Unsupported other ->
                    throw Refusals.methodUnknown(session.address(), "method " + other.code());
            case BackendMessage.NegotiateProtocolVersion ignored -> {}
            case BackendMessage.ErrorResponse error ->
                    throw Refusals.byServer(session.address(), error.report());
            case BackendMessage other -> throw outOfStep(other);
        }
        return false;
    }

    private boolean isReady(BackendMessage message) {
        return switch (message) {
            case BackendMessage.ReadyForQuery ignored -> true;
            case BackendMessage.BackendKeyData key -> {
                session.backendPid(key.processId());
                yield false;
            }
            case BackendMessage.NegotiateProtocolVersion ignored -> false;
            case BackendMessage.ErrorResponse error ->
                    throw Refusals.byServer(session.address(), error.report());
            case BackendMessage other -> throw outOfStep(other);
        };
    }

    private void sendInClear() {
        if (!session.wire().isEncrypted() && !session.wire().isToThisMachine()) {
            throw Refusals.passwordInClear(session.address());
        }
        session.send(FrontendMessages.password(password()));
    }

    private void scram(List<String> mechanisms) {
        if (mechanisms.stream().noneMatch(name -> name.startsWith("SCRAM-SHA-256"))) {
            throw Refusals.methodUnknown(session.address(), String.join(", ", mechanisms));
        }
        new Scram(session, deadline).run(mechanisms, settings.user(), password());
    }

    private String password() {
        return settings.password()
                .get()
                .orElseThrow(() -> Refusals.passwordMissing(session.address(), settings.user()));
    }

    private RuntimeException outOfStep(BackendMessage message) {
        return Refusals.outOfStep(session.address(), message.getClass().getSimpleName());
    }
}
