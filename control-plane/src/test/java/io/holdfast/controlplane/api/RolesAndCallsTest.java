package io.holdfast.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.holdfast.controlplane.api.call.CallRules;
import io.holdfast.controlplane.testing.RunningPlane;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.proto.v1.AuthorizationProto;
import io.holdfast.proto.v1.Role;
import io.holdfast.proto.v1.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every role against every call that is served, as the contract's descriptors list them. */
@TestInstance(Lifecycle.PER_CLASS)
class RolesAndCallsTest {
    private final StateServer server = StateServer.start(18);
    private final RunningPlane plane = RunningPlane.start(server.newDatabase());
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);

    RolesAndCallsTest() {
        String admin = plane.login("admin", plane.adminPassword());
        for (Role role : Role.values()) {
            if (role != Role.ROLE_UNSPECIFIED && role != Role.UNRECOGNIZED) {
                tokens.put(role, plane.loginAs(admin, role));
            }
        }
    }

    @AfterAll
    void close() {
        plane.close();
        server.close();
    }

    static Stream<MethodDescriptor> calls() {
        return ApiServer.FILES.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream());
    }

    private static Rule rule(MethodDescriptor method) {
        return method.getOptions().getExtension(AuthorizationProto.rule);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isOpenToThoseWhomItsRuleNamesAndToNobodyElse(MethodDescriptor method) {
        for (Map.Entry<Role, String> caller : tokens.entrySet()) {
            if (endsTheLogin(method)) {
                continue;
            }
            Status.Code status = call(method, caller.getValue());

            boolean isAllowed =
                    rule(method).getAnonymous()
                            || rule(method).getAllowList().contains(caller.getKey());
            assertEquals(
                    !isAllowed,
                    status == Status.Code.PERMISSION_DENIED,
                    caller.getKey() + ": " + status);
            assertTrue(status != Status.Code.UNIMPLEMENTED, method.getFullName());
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isClosedToThoseWithoutAValidToken(MethodDescriptor method) {
        for (String token : List.of("", "hf_unknown", "Bearer", "\u00e9")) {
            Status.Code status = call(method, token);

            // an empty login is refused as any wrong one is
            assertTrue(
                    status == Status.Code.UNAUTHENTICATED
                            || (rule(method).getAnonymous()
                                    && status == Status.Code.RESOURCE_EXHAUSTED),
                    status::toString);
        }
    }

    /** It would end the login with which the next call is made. */
    private static boolean endsTheLogin(MethodDescriptor method) {
        return method.getName().equals("Logout");
    }

    @Test
    void everyCallHasARuleAndAPersonsRolesIncludeEachOther() {
        List<String> wrong = new ArrayList<>();
        calls().filter(method -> !isCoherent(rule(method)))
                .map(MethodDescriptor::getFullName)
                .forEach(wrong::add);

        assertEquals(List.of(), wrong);
    }

    private static boolean isCoherent(Rule rule) {
        List<Role> allow = rule.getAllowList();
        if (rule.getAnonymous()) {
            return allow.isEmpty();
        }
        boolean goesUp =
                (!allow.contains(Role.ROLE_VIEWER) || allow.contains(Role.ROLE_OPERATOR))
                        && (!allow.contains(Role.ROLE_OPERATOR)
                                || allow.contains(Role.ROLE_RECOVERY));
        return goesUp
                && allow.contains(Role.ROLE_ADMIN)
                && (!allow.contains(Role.ROLE_VIEWER) || allow.contains(Role.ROLE_AUDITOR));
    }

    @Test
    void whatTheContractDoesNotNameIsClosed() {
        CallRules rules = CallRules.of(ApiServer.FILES);

        assertEquals(Rule.getDefaultInstance(), rules.of("holdfast.v1.Access/Nothing"));
    }

    private Status.Code call(MethodDescriptor method, String token) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token);
        Channel channel =
                ClientInterceptors.intercept(
                        plane.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        var described =
                io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                        .setType(
                                method.isServerStreaming()
                                        ? MethodType.SERVER_STREAMING
                                        : MethodType.UNARY)
                        .setFullMethodName(
                                method.getService().getFullName() + "/" + method.getName())
                        .setRequestMarshaller(marshaller(method.getInputType()))
                        .setResponseMarshaller(marshaller(method.getOutputType()))
                        .build();
        DynamicMessage empty = DynamicMessage.getDefaultInstance(method.getInputType());
        try {
            Iterator<DynamicMessage> answers =
                    ClientCalls.blockingServerStreamingCall(
                            channel,
                            described,
                            // a stream that goes on and on is left after its first answer
                            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                            empty);
            if (answers.hasNext()) {
                answers.next();
            }
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static io.grpc.MethodDescriptor.Marshaller<DynamicMessage> marshaller(
            com.google.protobuf.Descriptors.Descriptor type) {
        return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
    }

    @Test
    void aRoleThatDoesNotReachIsToldSo() {
        StatusRuntimeException refused =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                RunningPlane.with(
                                                io.holdfast.proto.v1.AccessGrpc.newBlockingStub(
                                                        plane.channel()),
                                                Objects.requireNonNull(
                                                        tokens.get(Role.ROLE_VIEWER)))
                                        .listUsers(
                                                io.holdfast.proto.v1.ListUsersRequest
                                                        .getDefaultInstance()));

        assertEquals(Status.Code.PERMISSION_DENIED, refused.getStatus().getCode());
        assertEquals(
                "the role viewer does not permit Access.ListUsers",
                refused.getStatus().getDescription());
    }
}
