package io.holdfast.agent.link;

import io.holdfast.agent.contract.Contract;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AgentMessage;
import io.holdfast.proto.v1.Database;
import io.holdfast.proto.v1.Hello;
import io.holdfast.proto.v1.PlaneMessage;
import io.holdfast.proto.v1.PolicyInForce;
import io.holdfast.proto.v1.Record;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One stream to the control plane, from Hello to its end. Runs on its caller's thread. */
final class LinkSession {
    /** So many records are on their way at once. */
    private static final int WINDOW = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
    private static final long FASTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PlaneClient client;
    private final LinkSources sources;
    private final Outbox outbox;
    private final Runnable welcomed;
    private final LongSupplier nanos;
    private final BlockingQueue<Incoming> inbox = new LinkedBlockingQueue<>();

    private Optional<Database> told = Optional.empty();
    private long interval = DEFAULT_INTERVAL.toNanos();
    private boolean isWelcome;
    private Duration ahead = Duration.ZERO;
    private Optional<PolicyInForce> toldPolicy = Optional.empty();
    private long sent;
    private long nextReport;
    private long quietSince;

    /**
     * @param welcomed is run when the control plane has taken the Hello
     */
    LinkSession(
            PlaneClient client,
            LinkSources sources,
            Outbox outbox,
            Runnable welcomed,
            LongSupplier nanos) {
        this.client = client;
        this.sources = sources;
        this.outbox = outbox;
        this.welcomed = welcomed;
        this.nanos = nanos;
    }

    private sealed interface Incoming {
        record Message(PlaneMessage message) implements Incoming {}

        record Ended(HoldfastException reason) implements Incoming {}
    }

    /**
     * How it ended.
     *
     * @param atLeast for how long the control plane asked not to be called
     */
    record End(boolean wasWelcome, Duration atLeast, HoldfastException reason) {}

    End run() throws InterruptedException {
        GrpcClientRequest<AgentMessage, PlaneMessage> request = client.connect();
        try {
            listen(request);
            hello(request);
            sent = outbox.received();
            nextReport = nanos.getAsLong();
            quietSince = nextReport;
            while (true) {
                Incoming incoming =
                        inbox.poll(
                                Math.max(1, nextReport - nanos.getAsLong()), TimeUnit.NANOSECONDS);
                Optional<End> end = incoming == null ? Optional.empty() : take(incoming);
                if (end.isPresent()) {
                    return end.get();
                }
                speak(request);
            }
        } finally {
            request.cancel();
        }
    }

    private void listen(GrpcClientRequest<AgentMessage, PlaneMessage> request) {
        request.exceptionHandler(e -> broken(e.toString()));
        request.response()
                .onSuccess(this::listen)
                .onFailure(e -> broken(String.valueOf(e.getMessage())));
    }

    private void listen(GrpcClientResponse<AgentMessage, PlaneMessage> response) {
        response.handler(message -> inbox.add(new Incoming.Message(message)));
        response.exceptionHandler(e -> broken(e.toString()));
        response.errorHandler(e -> broken(e.toString()));
        response.endHandler(end -> inbox.add(new Incoming.Ended(client.failure(response))));
    }

    private void broken(String reason) {
        inbox.add(new Incoming.Ended(client.unreachable(reason, null)));
    }

    private void hello(GrpcClientRequest<AgentMessage, PlaneMessage> request) {
        told = sources.database();
        Hello.Builder hello =
                Hello.newBuilder()
                        .setAgentVersion(sources.version())
                        .setProcessId(sources.processId())
                        .addAllRepositories(sources.repositories())
                        .setNow(Contract.of(sources.clock().instant()));
        told.ifPresent(hello::setDatabase);
        request.write(AgentMessage.newBuilder().setHello(hello).build());
    }

    private Optional<End> take(Incoming incoming) {
        return switch (incoming) {
            case Incoming.Ended ended ->
                    Optional.of(new End(isWelcome, Duration.ZERO, ended.reason()));
            case Incoming.Message message -> take(message.message());
        };
    }

    private Optional<End> take(PlaneMessage message) {
        return switch (message.getMessageCase()) {
            case WELCOME -> {
                isWelcome = true;
                ahead =
                        Duration.between(
                                sources.clock().instant(),
                                Contract.of(message.getWelcome().getNow()));
                interval =
                        Math.max(
                                FASTEST_NANOS,
                                Contract.of(message.getWelcome().getReportInterval()).toNanos());
                welcomed.run();
                yield Optional.empty();
            }
            case RECEIVED -> {
                if (message.getReceived().getOutboxId().equals(outbox.id())) {
                    outbox.received(message.getReceived().getUpTo());
                    quietSince = nanos.getAsLong();
                }
                yield Optional.empty();
            }
            case BACKOFF ->
                    Optional.of(
                            new End(
                                    isWelcome,
                                    Contract.of(message.getBackoff().getAtLeast()),
                                    client.unreachable(message.getBackoff().getReason(), null)));
            case POLICY -> {
                sources.orders().policy(message.getPolicy());
                yield Optional.empty();
            }
            case JOB -> {
                sources.orders()
                        .job(
                                message.getJob(),
                                ahead,
                                sources.database().map(Database::getSystemIdentifier));
                yield Optional.empty();
            }
            // a newer control plane may have more to say
            case MESSAGE_NOT_SET -> Optional.empty();
        };
    }

    private void speak(GrpcClientRequest<AgentMessage, PlaneMessage> request) {
        long now = nanos.getAsLong();
        boolean isWaiting = !isWelcome || sent > outbox.received();
        if (!isWaiting) {
            quietSince = now;
        } else if (now - quietSince > PATIENCE.toNanos()) {
            broken("it has said nothing for " + PATIENCE.toSeconds() + " s");
        }
        if (!isWelcome) {
            nextReport = now + interval;
            return;
        }
        if (now - nextReport >= 0) {
            report(request);
            nextReport = Math.max(nextReport + interval, now);
        }
        records(request);
    }

    // Of what cannot be sent now nothing is kept: the next report says more.
    private void report(GrpcClientRequest<AgentMessage, PlaneMessage> request) {
        if (request.writeQueueFull()) {
            return;
        }
        Optional<Database> database = sources.database();
        if (database.isPresent() && !database.equals(told)) {
            told = database;
            request.write(AgentMessage.newBuilder().setDatabase(database.get()).build());
        }
        Optional<PolicyInForce> policy = Optional.of(sources.orders().inForce());
        if (!policy.equals(toldPolicy)) {
            toldPolicy = policy;
            request.write(AgentMessage.newBuilder().setPolicy(policy.get()).build());
        }
        sources.orders()
                .running()
                .ifPresent(
                        job -> request.write(AgentMessage.newBuilder().setRunningJob(job).build()));
        request.write(AgentMessage.newBuilder().setLag(Messages.report(sources.status())).build());
    }

    private void records(GrpcClientRequest<AgentMessage, PlaneMessage> request) {
        long room = WINDOW - (sent - outbox.received());
        if (room <= 0 || !outbox.hasMoreThan(sent) || request.writeQueueFull()) {
            return;
        }
        for (Record record : outbox.behind(sent, (int) room)) {
            request.write(AgentMessage.newBuilder().setRecord(record).build());
            sent = record.getNumber();
        }
    }
}
