package io.holdfast.controlplane.link;

import com.google.protobuf.ByteString;
import io.holdfast.controlplane.api.call.CallFailure;
import io.holdfast.controlplane.certificate.AgentCertificate;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.fleet.Agents;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AgentLinkGrpcService;
import io.holdfast.proto.v1.AgentMessage;
import io.holdfast.proto.v1.EnrolmentGrpcService;
import io.holdfast.proto.v1.JoinRequest;
import io.holdfast.proto.v1.JoinResponse;
import io.holdfast.proto.v1.PlaneMessage;
import io.holdfast.proto.v1.RenewCertificateRequest;
import io.holdfast.proto.v1.RenewCertificateResponse;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agents' port serves, and the agents that are connected to it. */
public final class AgentLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.controlplane.link");
    private static final int MAX_MESSAGE_BYTES = 256 << 10;
    private static final int MOST_AT_ONCE = 64;
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final LinkRooms rooms;
    private final Streams streams = new Streams();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Thread look;
    private final Thread dispatch;

    private AgentLinks(Vertx vertx, LinkRooms rooms) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.look = Thread.ofVirtual().name("links").unstarted(this::look);
        this.dispatch = Thread.ofVirtual().name("jobs").unstarted(new JobDispatch(rooms, streams));
    }

    /** Begins to expect the agents that are known. */
    public static AgentLinks start(Vertx vertx, LinkRooms rooms) {
        AgentLinks links = new AgentLinks(vertx, rooms);
        links.expect();
        links.look.start();
        links.dispatch.start();
        return links;
    }

    /** The handler of all requests of the agents' port. */
    public Handler<HttpServerRequest> handler() {
        GrpcServer server =
                GrpcServer.server(
                        vertx,
                        new GrpcServerOptions()
                                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                                .setScheduleDeadlineAutomatically(true)
                                .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                                .removeEnabledProtocol(GrpcProtocol.WEB)
                                .removeEnabledProtocol(GrpcProtocol.WEB_TEXT));
        server.callHandler(EnrolmentGrpcService.Join, this::join);
        server.callHandler(AgentLinkGrpcService.RenewCertificate, this::renew);
        server.callHandler(AgentLinkGrpcService.Connect, this::connect);
        return request -> {
            String encoding = request.getHeader("grpc-encoding");
            // a limit of size says nothing of what is compressed
            if (encoding == null || encoding.equals("identity")) {
                server.handle(request);
            } else {
                request.response().setStatusCode(415).end();
            }
        };
    }

    private void join(GrpcServerRequest<JoinRequest, JoinResponse> request) {
        String origin = request.connection().remoteAddress().hostAddress();
        answer(
                request,
                asked -> {
                    Agents.Joined joined =
                            rooms.agents()
                                    .join(
                                            asked.getToken(),
                                            asked.getCluster(),
                                            asked.getInstance(),
                                            asked.getCertificateRequest().toByteArray(),
                                            origin);
                    rooms.picture().expect(joined.name().cluster(), joined.name().instance());
                    LOG.info("{} was enrolled from {}", joined.name(), origin);
                    return JoinResponse.newBuilder()
                            .setCluster(joined.name().cluster())
                            .addAllCertificateChain(chain(joined.certificate()))
                            .build();
                });
    }

    private void renew(
            GrpcServerRequest<RenewCertificateRequest, RenewCertificateResponse> request) {
        answer(
                request,
                asked -> {
                    Peer peer = Peer.of(request.connection());
                    AgentCertificate made =
                            rooms.agents()
                                    .renew(
                                            peer.name(),
                                            peer.serial(),
                                            asked.getCertificateRequest().toByteArray());
                    return RenewCertificateResponse.newBuilder()
                            .addAllCertificateChain(chain(made))
                            .build();
                });
    }

    private static List<ByteString> chain(AgentCertificate certificate) {
        return certificate.chain().stream().map(ByteString::copyFrom).toList();
    }

    private interface Answering<Q, A> {
        A to(Q request);
    }

    private <Q, A> void answer(GrpcServerRequest<Q, A> request, Answering<Q, A> work) {
        Context loop = vertx.getOrCreateContext();
        boolean[] isMade = new boolean[1];
        request.handler(
                asked -> {
                    if (isMade[0]) {
                        return;
                    }
                    isMade[0] = true;
                    if (!room.tryAcquire()) {
                        CallFailure.end(request.response(), tooMany());
                        return;
                    }
                    Thread.ofVirtual()
                            .name(request.fullMethodName())
                            .start(() -> answer(loop, request, asked, work));
                });
    }

    private <Q, A> void answer(
            Context loop, GrpcServerRequest<Q, A> request, Q asked, Answering<Q, A> work) {
        try {
            A done = work.to(asked);
            loop.runOnContext(ignored -> request.response().end(done));
        } catch (HoldfastException e) {
            LOG.warn("{} was refused: {}", request.fullMethodName(), e.advice());
            loop.runOnContext(ignored -> CallFailure.end(request.response(), e));
        } catch (RuntimeException e) {
            LOG.error("{} failed", request.fullMethodName(), e);
            loop.runOnContext(ignored -> CallFailure.end(request.response(), unexpected(e)));
        } finally {
            room.release();
        }
    }

    private void connect(GrpcServerRequest<AgentMessage, PlaneMessage> request) {
        Peer peer;
        try {
            peer = Peer.of(request.connection());
        } catch (HoldfastException e) {
            LOG.warn(
                    "a connection from {} is refused: {}",
                    request.connection().remoteAddress(),
                    e.advice());
            CallFailure.end(request.response(), e);
            return;
        }
        AgentStream[] self = new AgentStream[1];
        AgentStream stream =
                new AgentStream(
                        peer,
                        rooms,
                        vertx.getOrCreateContext(),
                        request,
                        () -> streams.remove(self[0]));
        self[0] = stream;
        request.exceptionHandler(e -> stream.end());
        request.errorHandler(e -> stream.end());
        request.endHandler(end -> stream.dismiss(Duration.ZERO, "the agent has ended the stream"));
        request.invalidMessageHandler(e -> stream.fail(malformed()));
        request.handler(stream::received);
        streams.add(stream, rooms.nanos().getAsLong());
        stream.start();
    }

    /** What nobody tells: who was revoked elsewhere, who became known elsewhere, who was heard. */
    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK_INTERVAL);
                try {
                    lookNow();
                } catch (HoldfastException e) {
                    LOG.debug("the links cannot be looked at", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the links are closed");
        }
    }

    private void lookNow() {
        endRevoked();
        tellPolicies();
        long now = rooms.nanos().getAsLong();
        List<AgentName> heard =
                streams.all().stream()
                        .filter(stream -> now - stream.heardAt() < LOOK_INTERVAL.toNanos())
                        .filter(AgentStream::isWelcome)
                        .map(AgentStream::name)
                        .toList();
        rooms.fleet().heard(heard);
        rooms.fleet()
                .names()
                .forEach(name -> rooms.picture().expect(name.cluster(), name.instance()));
    }

    /** Ends the streams of those whose certificate is valid no more. */
    public void endRevoked() {
        Map<String, AgentStream> bySerial = new HashMap<>();
        streams.all().forEach(stream -> bySerial.put(stream.peer().serial(), stream));
        if (!bySerial.isEmpty()) {
            rooms.agents()
                    .revoked(bySerial.keySet())
                    .forEach(
                            serial -> {
                                AgentStream stream = bySerial.get(serial);
                                if (stream != null) {
                                    stream.fail(Agents.revoked(stream.name()));
                                }
                            });
        }
    }

    /** Tells the agents here by which policy they are to work, if that has changed. */
    public void tellPolicies() {
        Map<String, Policies.InForce> inForce = rooms.policies().inForce(rooms.database());
        streams.all().forEach(stream -> stream.policy(inForce));
    }

    // Whoever was known before this process began is shown at once, and as unknown.
    private void expect() {
        for (Fleet.Cluster cluster : rooms.fleet().clusters()) {
            for (Fleet.Instance instance : cluster.instances()) {
                Map<String, io.holdfast.controlplane.lag.FailureDomain> repositories =
                        new HashMap<>();
                instance.repositories()
                        .forEach(
                                (name, place) -> repositories.put(name, AgentStream.domain(place)));
                rooms.picture().expect(cluster.id(), instance.name());
                rooms.picture()
                        .connected(
                                cluster.id(),
                                instance.name(),
                                instance.role().map(r -> AgentStream.domain(instance.place())),
                                repositories);
            }
        }
    }

    /** How many agents are connected to this process. */
    public int connected() {
        return streams.count();
    }

    /** Whether an agent is connected to this process. */
    public boolean isConnected(AgentName name) {
        return streams.all().stream()
                .anyMatch(stream -> stream.name().equals(name) && stream.isWelcome());
    }

    private static HoldfastException tooMany() {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "too-many-calls",
                "more than " + MOST_AT_ONCE + " agents ask at once",
                "Try again a little later.");
    }

    private static HoldfastException malformed() {
        return new HoldfastException(
                ErrorCategory.USER,
                "link-message-malformed",
                "an agent said what cannot be: no message of the contract, or one too large",
                "Run an agent of the same Holdfast as the control plane.");
    }

    private static HoldfastException unexpected(RuntimeException e) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "unexpected",
                "something unexpected happened to what an agent asked",
                "This is a defect of Holdfast: report what the control plane's log says of it.",
                e);
    }

    /** Tells all agents to come back a little later. */
    @Override
    public void close() {
        look.interrupt();
        dispatch.interrupt();
        streams.all().forEach(stream -> stream.dismiss(COME_BACK, "the control plane stops"));
    }
}
