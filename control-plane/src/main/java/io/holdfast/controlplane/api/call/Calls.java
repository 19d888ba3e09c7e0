package io.holdfast.controlplane.api.call;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.access.Caller;
import io.holdfast.controlplane.access.Role;
import io.holdfast.controlplane.api.contract.ContractRoles;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Rule;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceMethod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contract's calls, each bound to what does the work: on a virtual thread of its own, for
 * somebody whom its rule permits. What fails is told to the caller; what fails for no known reason
 * is logged, too.
 */
public final class Calls {
    /** A request that is larger is refused, however it comes. */
    public static final int MAX_MESSAGE_BYTES = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final String BEARER = "Bearer ";
    private static final int MOST_AT_ONCE = 512;

    private final Vertx vertx;
    private final CallRules rules;
    private final Authentication authentication;
    private final AuditedCalls audited;
    private final Map<String, Bound<?, ?>> bound = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    /** Places of their own, so that those who watch leave room for those who log in. */
    private final Semaphore streams = new Semaphore(MOST_AT_ONCE);

    private final Executor threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

    public Calls(
            Vertx vertx, CallRules rules, Authentication authentication, AuditedCalls audited) {
        this.vertx = vertx;
        this.rules = rules;
        this.authentication = authentication;
        this.audited = audited;
    }

    /** A call that looks, and changes nothing that an auditor asks for. */
    public interface Look<Q, A> {
        A answer(Call call, Q request);
    }

    public <Q, A> void look(ServiceMethod<Q, A> method, Look<Q, A> look) {
        require(method, false);
        bind(
                method,
                (call, request) -> "",
                false,
                (call, request, answer) -> answer.give(look.answer(call, request)));
    }

    /** A call that leaves an entry in the audit log, whether it is carried out or not. */
    public <Q, A> void act(
            ServiceMethod<Q, A> method,
            AuditedCalls.Subject<Q> subject,
            AuditedCalls.Deed<Q, A> deed) {
        require(method, true);
        bind(
                method,
                subject,
                false,
                (call, request, answer) ->
                        answer.give(audited.make(call, request, subject.of(call, request), deed)));
    }

    /** A call that answers many times. It leaves an entry in the audit log if its rule says so. */
    public interface Stream<Q, A> {
        void answer(Call call, Q request, AnswerStream<A> answers) throws InterruptedException;
    }

    public <Q, A> void stream(ServiceMethod<Q, A> method, Stream<Q, A> stream) {
        boolean isAudited = rule(method).getAudited();
        bind(
                method,
                (call, request) -> "",
                true,
                (call, request, answer) -> {
                    if (isAudited) {
                        audited.note(call);
                    }
                    stream.answer(
                            call,
                            request,
                            answer.stream(() -> authentication.requireStill(call.caller())));
                    // not before: what fails midway must not end as if it were whole
                    answer.endStream();
                });
    }

    private Rule rule(ServiceMethod<?, ?> method) {
        return rules.of(method.fullMethodName());
    }

    private void require(ServiceMethod<?, ?> method, boolean isAudited) {
        if (rule(method).getAudited() != isAudited) {
            throw new IllegalStateException(
                    method.fullMethodName() + " is not bound as its rule says");
        }
    }

    private interface Work<Q, A> {
        void run(Call call, Q request, Answer<A> answer) throws InterruptedException;
    }

    private <Q, A> void bind(
            ServiceMethod<Q, A> method,
            AuditedCalls.Subject<Q> subject,
            boolean isStream,
            Work<Q, A> work) {
        bound.put(
                method.fullMethodName(),
                new Bound<>(method, rule(method), subject, isStream, work));
    }

    /** All that were bound. */
    public Iterable<Bound<?, ?>> all() {
        return bound.values();
    }

    /**
     * @param name such as {@code holdfast.v1.Access/Login}
     */
    public Optional<Bound<?, ?>> find(String name) {
        return Optional.ofNullable(bound.get(name));
    }

    /** A call that can be made. */
    public final class Bound<Q, A> {
        private final ServiceMethod<Q, A> method;
        private final Rule rule;
        private final AuditedCalls.Subject<Q> subject;
        private final boolean isStream;
        private final Work<Q, A> work;

        private Bound(
                ServiceMethod<Q, A> method,
                Rule rule,
                AuditedCalls.Subject<Q> subject,
                boolean isStream,
                Work<Q, A> work) {
            this.method = method;
            this.rule = rule;
            this.subject = subject;
            this.isStream = isStream;
            this.work = work;
        }

        public ServiceMethod<Q, A> method() {
            return method;
        }

        /** Where its answer will go: to be told if the caller goes away. */
        public Answer<A> answer(Reply<A> reply) {
            Context loop = vertx.getOrCreateContext();
            return new Answer<>(loop, reply);
        }

        /** Makes it. Returns at once. */
        public void make(Incoming incoming, Q request, Answer<A> answer) {
            Semaphore places = isStream ? streams : room;
            if (!places.tryAcquire()) {
                answer.fail(overrun());
                return;
            }
            threads.execute(
                    () -> {
                        answer.runsOn(Thread.currentThread());
                        try {
                            Call call = call(incoming);
                            permit(call, request);
                            work.run(call, request, answer);
                        } catch (HoldfastException e) {
                            told(e);
                            answer.fail(e);
                        } catch (InterruptedException e) {
                            // the caller went away, and nobody waits for an answer
                            answer.abandon();
                        } catch (RuntimeException e) {
                            LOG.error("{} failed", method.fullMethodName(), e);
                            answer.fail(unexpected(e));
                        } finally {
                            places.release();
                        }
                    });
        }

        private void told(HoldfastException e) {
            if (e.category() == ErrorCategory.INTERNAL) {
                LOG.error("{} failed", method.fullMethodName(), e);
            }
        }

        private Call call(Incoming incoming) {
            return new Call(
                    method.serviceName().name() + "." + method.methodName(),
                    rule.getAnonymous()
                            ? Optional.empty()
                            : Optional.of(caller(incoming, !rule.getAudited())),
                    incoming.origin());
        }

        private void permit(Call call, Q request) {
            if (rule.getAnonymous()) {
                return;
            }
            boolean isPermitted =
                    rule.getAllowList().stream()
                            .map(ContractRoles::of)
                            .anyMatch(role -> role == call.caller().role());
            if (!isPermitted) {
                HoldfastException denied = notPermitted(call.name(), call.caller().role());
                if (rule.getAudited()) {
                    audited.denied(call, subject.of(call, request), denied);
                }
                throw denied;
            }
        }

        private HoldfastException unexpected(RuntimeException e) {
            return new HoldfastException(
                    ErrorCategory.INTERNAL,
                    "unexpected",
                    "something unexpected happened in " + method.fullMethodName(),
                    "This is a defect of Holdfast: report what the control plane's log says of it.",
                    e);
        }
    }

    private Caller caller(Incoming incoming, boolean mayBeRecent) {
        String header = incoming.authorization();
        if (header == null || !header.startsWith(BEARER)) {
            throw Authentication.notAuthenticated("the call bears no token");
        }
        return authentication.caller(header.substring(BEARER.length()).strip(), mayBeRecent);
    }

    private static HoldfastException notPermitted(String call, Role role) {
        return new HoldfastException(
                ErrorCategory.ACCESS,
                "not-permitted",
                "the role " + ContractRoles.name(role) + " does not permit " + call,
                "Ask an admin for a role that does, or for somebody who has it.");
    }

    private static HoldfastException overrun() {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "too-many-calls",
                "more than " + MOST_AT_ONCE + " calls are being made at once",
                "Try again a little later.");
    }
}
