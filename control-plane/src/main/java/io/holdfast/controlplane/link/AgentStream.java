package io.holdfast.controlplane.link;

import com.google.protobuf.Timestamp;
import io.holdfast.controlplane.api.call.CallFailure;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.fleet.DatabaseFacts;
import io.holdfast.controlplane.fleet.Greeting;
import io.holdfast.controlplane.fleet.InstanceRole;
import io.holdfast.controlplane.fleet.Place;
import io.holdfast.controlplane.fleet.WorksBy;
import io.holdfast.controlplane.lag.FailureDomain;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AgentMessage;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.Backoff;
import io.holdfast.proto.v1.GivenJob;
import io.holdfast.proto.v1.PlaneMessage;
import io.holdfast.proto.v1.Record;
import io.holdfast.proto.v1.RecordsReceived;
import io.holdfast.proto.v1.Welcome;
import io.vertx.core.Context;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent, connected. Reports of the lag go into the picture on the event loop; everything else
 * is done in its order on a virtual thread, which may wait for the database while reports go on.
 */
final class AgentStream {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.link");

    /** Twice what an agent may send before it is told that it was received. */
    private static final int MOST_WAITING = 128;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Peer peer;
    private final LinkRooms rooms;
    private final Context loop;
    private final GrpcServerResponse<AgentMessage, PlaneMessage> response;
    private final BlockingQueue<AgentMessage> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread work;
    private final Runnable gone;
    private volatile @Nullable Greeting greeting;
    private volatile long heardAt;
    private volatile boolean isWelcome;
    private Optional<AssignedPolicy> toldPolicy = Optional.empty();
    private boolean hasEnded;

    /**
     * @param gone is run once, when the stream has ended
     */
    AgentStream(
            Peer peer,
            LinkRooms rooms,
            Context loop,
            GrpcServerRequest<AgentMessage, PlaneMessage> request,
            Runnable gone) {
        this.peer = peer;
        this.rooms = rooms;
        this.loop = loop;
        this.response = request.response();
        this.gone = gone;
        this.heardAt = rooms.nanos().getAsLong();
        this.work = Thread.ofVirtual().name("link " + peer.name()).unstarted(this::work);
    }

    Peer peer() {
        return peer;
    }

    AgentName name() {
        return peer.name();
    }

    /** Of the agent's process; empty until it has said Hello. */
    String processId() {
        Greeting known = greeting;
        return known == null ? "" : known.processId();
    }

    /** When (the picture's clock) it said something last. */
    long heardAt() {
        return heardAt;
    }

    boolean isWelcome() {
        return isWelcome;
    }

    void start() {
        work.start();
    }

    /** On the event loop. */
    void received(AgentMessage message) {
        heardAt = rooms.nanos().getAsLong();
        if (message.hasLag() || message.hasRunningJob()) {
            report(message);
        } else if (!waiting.offer(message)) {
            fail(
                    new HoldfastException(
                            ErrorCategory.USER,
                            "link-overrun",
                            name() + " sends more than it was told was received",
                            "Run an agent of the same Holdfast as the control plane."));
        }
    }

    // What is said before the Hello was taken is of nobody's database yet.
    private void report(AgentMessage message) {
        if (!isWelcome) {
            return;
        }
        try {
            if (message.hasRunningJob()) {
                rooms.progress().told(name(), Reading.running(message.getRunningJob()));
                return;
            }
            rooms.picture()
                    .reported(
                            name().cluster(),
                            name().instance(),
                            Reading.report(message.getLag()),
                            heardAt);
        } catch (HoldfastException e) {
            fail(e);
        }
    }

    private void work() {
        try {
            rooms.agents().check(name(), peer.serial());
            while (true) {
                take(waiting.take());
            }
        } catch (HoldfastException e) {
            fail(e);
        } catch (InterruptedException e) {
            LOG.debug("{} is gone", name());
        } catch (RuntimeException e) {
            LOG.error("the link of {} failed", name(), e);
            fail(
                    new HoldfastException(
                            ErrorCategory.INTERNAL,
                            "unexpected",
                            "something unexpected happened in the link of " + name(),
                            "This is a defect of Holdfast: report what the log says of it.",
                            e));
        }
    }

    private void take(AgentMessage message) throws InterruptedException {
        switch (message.getMessageCase()) {
            case HELLO -> hello(Reading.greeting(message.getHello(), rooms.clock().instant()));
            case DATABASE -> database(Reading.facts(message.getDatabase()));
            case RECORD -> record(message.getRecord());
            case POLICY -> worksBy(Reading.worksBy(message.getPolicy()));
            // a newer agent may have more to say
            case LAG, RUNNING_JOB, MESSAGE_NOT_SET -> {}
        }
    }

    private void hello(Greeting said) throws InterruptedException {
        greeting = said;
        untilDone(() -> rooms.fleet().greeted(name(), said), this::welcome);
        welcome();
        untilDone(() -> policy(rooms.policies().inForce(rooms.database())), () -> {});
    }

    private void worksBy(WorksBy told) throws InterruptedException {
        requireGreeting();
        untilDone(() -> rooms.fleet().worksBy(name(), told), () -> {});
    }

    /** Tells the agent its policy, unless it was told the same before. */
    synchronized void policy(Map<String, Policies.InForce> inForce) {
        Optional<AssignedPolicy> assigned =
                Optional.ofNullable(inForce.get(name().cluster()))
                        .map(Policies.InForce::policy)
                        .or(() -> Optional.of(AssignedPolicy.getDefaultInstance()));
        if (isWelcome && !assigned.equals(toldPolicy)) {
            toldPolicy = assigned;
            send(PlaneMessage.newBuilder().setPolicy(assigned.get()).build());
        }
    }

    /** Gives the agent a job, perhaps again. */
    void job(GivenJob job) {
        send(PlaneMessage.newBuilder().setJob(job).build());
    }

    /** Of its database, if this is the agent of a primary. */
    Optional<String> primary() {
        Greeting known = greeting;
        return isWelcome && known != null
                ? known.database()
                        .filter(facts -> facts.role() == InstanceRole.PRIMARY)
                        .map(DatabaseFacts::systemIdentifier)
                : Optional.empty();
    }

    private void database(DatabaseFacts facts) throws InterruptedException {
        Greeting known = requireGreeting();
        untilDone(() -> rooms.fleet().told(name(), facts), () -> {});
        greeting =
                new Greeting(
                        known.agentVersion(),
                        known.processId(),
                        Optional.of(facts),
                        known.repositories(),
                        known.clockAhead());
        show();
    }

    private void welcome() {
        if (isWelcome) {
            return;
        }
        show();
        isWelcome = true;
        send(
                PlaneMessage.newBuilder()
                        .setWelcome(
                                Welcome.newBuilder()
                                        .setCluster(name().cluster())
                                        .setInstance(name().instance())
                                        .setReportInterval(ContractTimes.of(rooms.reportInterval()))
                                        .setNow(now()))
                        .build());
    }

    private void show() {
        Greeting known = requireGreeting();
        Map<String, FailureDomain> repositories = new HashMap<>();
        known.repositories().forEach((name, place) -> repositories.put(name, domain(place)));
        rooms.picture()
                .connected(
                        name().cluster(),
                        name().instance(),
                        known.database().map(facts -> domain(facts.place())),
                        repositories);
    }

    static FailureDomain domain(Place place) {
        return new FailureDomain(place.provider(), place.region());
    }

    private void record(Record record) throws InterruptedException {
        requireGreeting();
        String outbox = Reading.outbox(record.getOutboxId());
        untilDone(() -> keep(record, outbox), () -> {});
        send(
                PlaneMessage.newBuilder()
                        .setReceived(
                                RecordsReceived.newBuilder()
                                        .setOutboxId(outbox)
                                        .setUpTo(record.getNumber()))
                        .build());
    }

    private void keep(Record record, String outbox) {
        if (record.getNumber() <= rooms.outboxes().received(name(), outbox)) {
            return;
        }
        if (record.hasLagMinute()) {
            rooms.history()
                    .store(
                            name().cluster(),
                            name().instance(),
                            Reading.minute(record.getLagMinute()));
        } else if (record.hasBackupRun()) {
            rooms.runs().store(name(), Reading.run(record.getBackupRun()));
        } else if (record.hasRefusedJob()) {
            rooms.jobs()
                    .refused(
                            rooms.database(),
                            name(),
                            Reading.refused(record.getRefusedJob()),
                            ContractTimes.of(record.getAt()));
        }
        rooms.outboxes().received(name(), outbox, record.getNumber());
    }

    private Greeting requireGreeting() {
        Greeting known = greeting;
        if (known == null) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "link-without-hello",
                    name() + " speaks before it has said who it is",
                    "Run an agent of the same Holdfast as the control plane.");
        }
        return known;
    }

    /** While the database cannot be reached it is tried again; the agent need not know of it. */
    private static void untilDone(Runnable work, Runnable meanwhile) throws InterruptedException {
        while (true) {
            try {
                work.run();
                return;
            } catch (HoldfastException e) {
                if (e.category() != ErrorCategory.TRANSIENT) {
                    throw e;
                }
                LOG.debug("tried again", e);
                meanwhile.run();
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Ends it, and asks the agent to stay away for so long. */
    void dismiss(Duration atLeast, String reason) {
        loop.runOnContext(
                ignored -> {
                    if (!hasEnded) {
                        response.write(
                                PlaneMessage.newBuilder()
                                        .setBackoff(
                                                Backoff.newBuilder()
                                                        .setAtLeast(ContractTimes.of(atLeast))
                                                        .setReason(reason))
                                        .build());
                        response.end();
                        end();
                    }
                });
    }

    void fail(HoldfastException e) {
        LOG.warn("the link of {} is ended: {}", name(), e.advice());
        loop.runOnContext(
                ignored -> {
                    if (!hasEnded) {
                        CallFailure.end(response, e);
                        end();
                    }
                });
    }

    /** The other end is gone. On the event loop. */
    void end() {
        if (!hasEnded) {
            hasEnded = true;
            work.interrupt();
            rooms.progress().gone(name());
            gone.run();
        }
    }

    private void send(PlaneMessage message) {
        loop.runOnContext(
                ignored -> {
                    if (!hasEnded) {
                        response.write(message);
                    }
                });
    }

    private Timestamp now() {
        return ContractTimes.of(rooms.clock().instant());
    }
}
