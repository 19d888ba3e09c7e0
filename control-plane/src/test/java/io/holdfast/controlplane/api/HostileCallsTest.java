package io.holdfast.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.controlplane.testing.RunningPlane;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditGrpc;
import io.holdfast.proto.v1.ChangePasswordRequest;
import io.holdfast.proto.v1.ExportAuditRequest;
import io.holdfast.proto.v1.LagGrpc;
import io.holdfast.proto.v1.LoginRequest;
import io.holdfast.proto.v1.LoginResponse;
import io.holdfast.proto.v1.LogoutRequest;
import io.holdfast.proto.v1.WatchLagRequest;
import io.holdfast.proto.v1.WhoAmIRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers who go away at the worst moment, say too much or too little, or come in hundreds. */
class HostileCallsTest {
    private final StateServer server = StateServer.start(18);
    private final RunningPlane plane = RunningPlane.start(server.newDatabase());
    private final String token = plane.login("admin", plane.adminPassword());

    @AfterEach
    void close() {
        plane.close();
        server.close();
    }

    /** Eight connections are all there are: none of them is lost with a caller who goes away. */
    @Test
    void callersWhoGoAwayTakeNothingAlong() throws Exception {
        for (int round = 0; round < 6; round++) {
            List<ListenableFuture<LoginResponse>> logins = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                logins.add(
                        AccessGrpc.newFutureStub(plane.channel())
                                .login(
                                        LoginRequest.newBuilder()
                                                .setUser("nobody-" + round + "-" + i)
                                                .setPassword("guess")
                                                .build()));
            }
            Thread.sleep(10L * round);
            logins.forEach(login -> login.cancel(true));
        }

        assertEquals("admin", whoAmI());
        assertEquals("admin", whoAmI());
    }

    /** Each try counts before it is looked at: a hundred at once are not a hundred guesses. */
    @Test
    void manyGuessesAtOnceAreFew() throws Exception {
        List<CompletableFuture<String>> guesses = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String password = "guess-" + i;
            guesses.add(CompletableFuture.supplyAsync(() -> outcome(password)));
        }

        List<String> outcomes = guesses.stream().map(CompletableFuture::join).toList();

        assertTrue(
                outcomes.stream().filter("UNAUTHENTICATED"::equals).count() <= 5,
                outcomes::toString);
        assertEquals(
                60,
                outcomes.stream()
                        .filter(o -> o.equals("UNAUTHENTICATED") || o.equals("RESOURCE_EXHAUSTED"))
                        .count());
    }

    private String outcome(String password) {
        try {
            return plane.login("admin", password);
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode().name();
        }
    }

    /** There are 512 places, and one connection may not cancel more than some 200 streams. */
    @Test
    void aStreamEndsWithItsDeadlineAndLeavesItsPlaceToOthers() throws Exception {
        for (int round = 0; round < 6; round++) {
            ManagedChannel channel = plane.newChannel();
            List<Iterator<?>> watching = new ArrayList<>();
            for (int one = 0; one < 95; one++) {
                watching.add(
                        RunningPlane.with(LagGrpc.newBlockingStub(channel), token)
                                .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                                .watchLag(WatchLagRequest.getDefaultInstance()));
            }
            for (Iterator<?> each : watching) {
                StatusRuntimeException end =
                        assertThrows(
                                StatusRuntimeException.class,
                                () -> each.forEachRemaining(answer -> {}));
                assertEquals(
                        Status.Code.DEADLINE_EXCEEDED, end.getStatus().getCode(), end::toString);
            }
            channel.shutdownNow();
        }

        assertEquals("admin", whoAmI());
    }

    @Test
    void whoeverIsLoggedOutWatchesNoMore() {
        String other = plane.login("admin", plane.adminPassword());
        Iterator<?> watching =
                RunningPlane.with(LagGrpc.newBlockingStub(plane.channel()), other)
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .watchLag(WatchLagRequest.getDefaultInstance());
        watching.next();
        RunningPlane.with(AccessGrpc.newBlockingStub(plane.channel()), other)
                .logout(LogoutRequest.getDefaultInstance());

        StatusRuntimeException end =
                assertThrows(
                        StatusRuntimeException.class,
                        () -> watching.forEachRemaining(answer -> {}));

        assertEquals(Status.Code.UNAUTHENTICATED, end.getStatus().getCode());
    }

    /** Half of an export must not look like a whole one. */
    @Test
    void aStreamThatFailsDoesNotEndAsIfItWereWhole() {
        assertEquals("admin", whoAmI());
        server.server().stop(StopMode.IMMEDIATE);

        Iterator<AuditEntry> entries =
                RunningPlane.with(AuditGrpc.newBlockingStub(plane.channel()), token)
                        .exportAudit(ExportAuditRequest.getDefaultInstance());

        assertThrows(StatusRuntimeException.class, () -> entries.forEachRemaining(entry -> {}));
    }

    @Test
    void aCallIsMadeOnceHoweverManyMessagesItHas() throws Exception {
        assertEquals(Status.Code.INVALID_ARGUMENT, login(2));
        assertEquals(Status.Code.INVALID_ARGUMENT, login(0));
        assertEquals("admin", whoAmI());
    }

    private Status.Code login(int messages) throws Exception {
        CompletableFuture<Status.Code> end = new CompletableFuture<>();
        StreamObserver<LoginRequest> request =
                ClientCalls.asyncBidiStreamingCall(
                        plane.channel()
                                .newCall(
                                        AccessGrpc.getLoginMethod().toBuilder()
                                                .setType(
                                                        io.grpc.MethodDescriptor.MethodType
                                                                .BIDI_STREAMING)
                                                .build(),
                                        io.grpc.CallOptions.DEFAULT),
                        new StreamObserver<LoginResponse>() {
                            @Override
                            public void onNext(LoginResponse answer) {}

                            @Override
                            public void onError(Throwable e) {
                                end.complete(Status.fromThrowable(e).getCode());
                            }

                            @Override
                            public void onCompleted() {
                                end.complete(Status.Code.OK);
                            }
                        });
        for (int i = 0; i < messages; i++) {
            request.onNext(LoginRequest.newBuilder().setUser("a").setPassword("b").build());
        }
        request.onCompleted();
        return end.get(20, TimeUnit.SECONDS);
    }

    /** Whoever knew the old password cannot undo a reset that came between. */
    @Test
    void aPasswordThatWasResetMeanwhileIsNotReplaced() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "user-" + round;
            var access = RunningPlane.with(AccessGrpc.newBlockingStub(plane.channel()), token);
            String old =
                    access.createUser(
                                    io.holdfast.proto.v1.CreateUserRequest.newBuilder()
                                            .setName(name)
                                            .setRole(io.holdfast.proto.v1.Role.ROLE_VIEWER)
                                            .build())
                            .getPassword();
            String own = plane.login(name, old);
            CompletableFuture<Boolean> change =
                    CompletableFuture.supplyAsync(() -> isChanged(own, old));
            String reset =
                    access.resetPassword(
                                    io.holdfast.proto.v1.ResetPasswordRequest.newBuilder()
                                            .setName(name)
                                            .build())
                            .getPassword();
            change.get(30, TimeUnit.SECONDS);

            // whichever came first, the reset is the last word
            assertTrue(!plane.login(name, reset).isEmpty());
        }
    }

    private boolean isChanged(String own, String old) {
        try {
            RunningPlane.with(AccessGrpc.newBlockingStub(plane.channel()), own)
                    .changePassword(
                            ChangePasswordRequest.newBuilder()
                                    .setCurrent(old)
                                    .setReplacement("chosen-by-the-thief")
                                    .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private String whoAmI() {
        return RunningPlane.with(AccessGrpc.newBlockingStub(plane.channel()), token)
                .whoAmI(WhoAmIRequest.getDefaultInstance())
                .getUser();
    }
}
