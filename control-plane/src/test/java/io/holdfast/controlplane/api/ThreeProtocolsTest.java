package io.holdfast.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.testing.RunningPlane;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.proto.v1.AccessGrpc;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditGrpc;
import io.holdfast.proto.v1.CreateTokenRequest;
import io.holdfast.proto.v1.ExportAuditRequest;
import io.holdfast.proto.v1.ListAuditEntriesRequest;
import io.holdfast.proto.v1.LoginRequest;
import io.holdfast.proto.v1.Role;
import io.holdfast.proto.v1.WhoAmIRequest;
import io.holdfast.proto.v1.WhoAmIResponse;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same calls as gRPC, as gRPC-Web and as JSON, and what is none of them. */
@TestInstance(Lifecycle.PER_CLASS)
class ThreeProtocolsTest {
    private final StateServer server = StateServer.start(18);
    private final RunningPlane plane = RunningPlane.start(server.newDatabase());
    private final String token = plane.login("admin", plane.adminPassword());
    private final HttpClient http = plane.http(HttpClient.Version.HTTP_2);

    @AfterAll
    void close() {
        http.close();
        plane.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void jsonAnswersOverBothVersionsOfHttp(HttpClient.Version version) throws Exception {
        try (HttpClient client = plane.http(version)) {
            HttpResponse<String> answer =
                    client.send(
                            authorized("/api/v1/whoami").GET().build(), BodyHandlers.ofString());

            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("admin", new JsonObject(answer.body()).getString("user"));
            assertEquals("ROLE_ADMIN", new JsonObject(answer.body()).getString("role"));
        }
    }

    @Test
    void jsonMakesAUserAndTakesItAway() throws Exception {
        HttpResponse<String> made =
                post("/api/v1/users", "{\"name\":\"json\",\"role\":\"ROLE_VIEWER\"}");
        assertEquals(200, made.statusCode(), made.body());
        assertEquals(20, new JsonObject(made.body()).getString("password").length());

        HttpResponse<String> again =
                post("/api/v1/users", "{\"name\":\"json\",\"role\":\"ROLE_VIEWER\"}");
        assertEquals(409, again.statusCode());
        assertEquals("user-exists", new JsonObject(again.body()).getString("code"));

        HttpResponse<String> deleted = send(authorized("/api/v1/users/json").DELETE());
        assertEquals(200, deleted.statusCode(), deleted.body());
        HttpResponse<String> gone = send(authorized("/api/v1/users/json").DELETE());
        assertEquals(404, gone.statusCode());
        assertEquals(
                new JsonObject()
                        .put("code", "user-not-found")
                        .put("message", "there is no user json")
                        .put("hint", "'holdfast user list' shows those that there are."),
                new JsonObject(gone.body()));
    }

    /** What a body says of a member that stands in the path does not count. */
    @Test
    void thePathSaysWhoIsMeant() throws Exception {
        post("/api/v1/users", "{\"name\":\"meant\",\"role\":\"ROLE_VIEWER\"}");
        post("/api/v1/users", "{\"name\":\"other\",\"role\":\"ROLE_VIEWER\"}");

        HttpResponse<String> answer =
                post("/api/v1/users/meant/role", "{\"name\":\"other\",\"role\":\"ROLE_OPERATOR\"}");

        String users = send(authorized("/api/v1/users").GET()).body();
        assertEquals(400, answer.statusCode(), answer.body());
        JsonObject other =
                new JsonObject(users)
                        .getJsonArray("users").stream()
                                .map(JsonObject.class::cast)
                                .filter(user -> user.getString("name").equals("other"))
                                .findFirst()
                                .orElseThrow();
        assertEquals("ROLE_VIEWER", other.getString("role"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | 400 | request-malformed",
                "{\"nam\":\"x\"} | 400 | request-malformed",
                "{\"name\":7,\"role\":[]} | 400 | request-malformed",
                "{\"name\":\"x\"} | 400 | role-unknown",
                "{\"name\":\"X Y\",\"role\":\"ROLE_VIEWER\"} | 400 | user-name-malformed"
            })
    void aBadBodyIsRefusedWithASentence(String body, int status, String code) throws Exception {
        HttpResponse<String> answer = post("/api/v1/users", body);

        JsonObject said = new JsonObject(answer.body());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, said.getString("code"));
        assertFalse(said.getString("message").isBlank());
        assertFalse(said.getString("hint").isBlank());
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String large = "x".repeat(Calls.MAX_MESSAGE_BYTES);

        HttpResponse<String> answer = post("/api/v1/users", "{\"name\":\"" + large + "\"}");

        assertEquals(429, answer.statusCode());
        assertEquals("request-too-large", new JsonObject(answer.body()).getString("code"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nothing, 404",
        "/api/v1/users/, 404",
        "/api/v1/users/a/b/c, 404",
        "/, 404",
        "/api/v2/whoami, 404",
        "/holdfast.v1.Access/WhoAmI, 415"
    })
    void whatIsNotThereIsSaidToBeMissing(String path, int status) throws Exception {
        assertEquals(status, send(authorized(path).GET()).statusCode());
    }

    /** A page of another site can send a form with a visitor's cookies, and no JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
    void whatIsNotSaidToBeJsonIsNotTakenForIt(String type) throws Exception {
        HttpResponse<String> answer =
                send(
                        authorized("/api/v1/users")
                                .header("content-type", type)
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"name\":\"form\",\"role\":\"ROLE_VIEWER\"}")));

        assertEquals(400, answer.statusCode());
        assertEquals("content-type-unknown", new JsonObject(answer.body()).getString("code"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/audit?pageSize=1 | 200",
                "/api/v1/audit?page_size=1&before=1000000 | 200",
                "/api/v1/audit?pageSize=many | 400",
                "/api/v1/audit?pageSize=1&pageSize=2 | 400",
                "/api/v1/audit?nothing=1 | 400",
                "/api/v1/clusters/%41 | 404"
            })
    void aQuerySaysTheMembersOfARequestWithoutABody(String path, int status) throws Exception {
        HttpResponse<String> answer = send(authorized(path).GET());

        assertEquals(status, answer.statusCode(), answer.body());
        if (status == 200) {
            assertTrue(new JsonObject(answer.body()).getJsonArray("entries").size() > 0);
        }
    }

    @Test
    void whoBearsNoTokenIsToldHowToGetOne() throws Exception {
        HttpResponse<String> answer = send(plane.request("/api/v1/whoami").GET());

        assertEquals(401, answer.statusCode());
        assertEquals("not-authenticated", new JsonObject(answer.body()).getString("code"));
    }

    @Test
    void grpcTellsCodeCategoryAndHint() {
        StatusRuntimeException refused =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                AccessGrpc.newBlockingStub(plane.channel())
                                        .login(
                                                LoginRequest.newBuilder()
                                                        .setUser("nobody")
                                                        .setPassword("canary")
                                                        .build()));

        assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
        assertEquals("login-refused", trailer(refused, "holdfast-code"));
        assertEquals("access", trailer(refused, "holdfast-category"));
        assertTrue(trailer(refused, "holdfast-hint").startsWith("Check%20both"));
        assertFalse(refused.toString().contains("canary"));
    }

    private static String trailer(StatusRuntimeException e, String name) {
        Metadata trailers = Objects.requireNonNull(e.getTrailers());
        return Objects.requireNonNull(
                trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }

    /** A compressed message could be any size once it is unpacked. */
    @Test
    void grpcTakesNoCompressedRequests() {
        StatusRuntimeException refused =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                RunningPlane.with(
                                                AccessGrpc.newBlockingStub(plane.channel())
                                                        .withCompression("gzip"),
                                                token)
                                        .whoAmI(WhoAmIRequest.getDefaultInstance()));

        assertEquals(Status.Code.UNKNOWN, refused.getStatus().getCode());
        assertEquals("admin", whoAmI().getUser());
    }

    @Test
    void aRequestThatIsNoMessageIsRefusedAndTheNextIsAnswered() throws Exception {
        byte[] garbage = frame(0, new byte[] {(byte) 0xff, 1, 2, 3});

        HttpResponse<byte[]> answer =
                grpcWeb("/holdfast.v1.Access/CreateUser", "application/grpc", garbage);

        // trailers without a body are headers
        assertEquals("3", answer.headers().firstValue("grpc-status").orElse(""));
        assertEquals("request-malformed", answer.headers().firstValue("holdfast-code").orElse(""));
        assertEquals("admin", whoAmI().getUser());
    }

    private WhoAmIResponse whoAmI() {
        return RunningPlane.with(AccessGrpc.newBlockingStub(plane.channel()), token)
                .whoAmI(WhoAmIRequest.getDefaultInstance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/grpc-web+proto"})
    void grpcWebAnswers(String type) throws Exception {
        HttpResponse<byte[]> answer =
                grpcWeb("/holdfast.v1.Access/WhoAmI", type, frame(0, new byte[0]));

        assertEquals(200, answer.statusCode());
        ByteBuffer body = ByteBuffer.wrap(answer.body());
        assertEquals(0, body.get());
        byte[] message = new byte[body.getInt()];
        body.get(message);
        assertEquals("admin", WhoAmIResponse.parseFrom(message).getUser());
        assertEquals((byte) 0x80, body.get());
        byte[] trailers = new byte[body.getInt()];
        body.get(trailers);
        assertTrue(
                new String(trailers, StandardCharsets.US_ASCII).contains("grpc-status:0"),
                () -> Arrays.toString(trailers));
    }

    private HttpResponse<byte[]> grpcWeb(String path, String type, byte[] body) throws Exception {
        return http.send(
                authorized(path)
                        .header("content-type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static byte[] frame(int flags, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flags)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /** Lines that a log would take for two, and what no database takes, do no harm. */
    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "line\nline", "\u001b[31m"})
    void aTextWithControlCharactersDoesNoHarm(String text) {
        StatusRuntimeException refused =
                assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                RunningPlane.with(
                                                AccessGrpc.newBlockingStub(plane.channel()), token)
                                        .createToken(
                                                CreateTokenRequest.newBuilder()
                                                        .setPurpose(text)
                                                        .setRole(Role.ROLE_VIEWER)
                                                        .setLifetime(
                                                                com.google.protobuf.Duration
                                                                        .newBuilder()
                                                                        .setSeconds(3_600))
                                                        .build()));
        StatusRuntimeException login =
                assertThrows(StatusRuntimeException.class, () -> plane.login(text, text));

        assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        assertEquals(Status.Code.UNAUTHENTICATED, login.getStatus().getCode());
        AuditEntry entry = audit().getFirst();
        assertEquals("user:" + text.replaceAll("\\p{Cntrl}", "?"), entry.getSubject());
    }

    /** A try that was refused says of whom it was, and what was wrong. */
    @Test
    void refusedTriesAreInTheAuditLogWithTheirSubject() {
        assertThrows(StatusRuntimeException.class, () -> plane.login("somebody", "guess"));

        AuditEntry entry = audit().getFirst();
        assertEquals("anonymous", entry.getActor());
        assertEquals("127.0.0.1", entry.getOrigin());
        assertEquals("Access.Login", entry.getAction());
        assertEquals("user:somebody", entry.getSubject());
        assertEquals("AUDIT_OUTCOME_DENIED", entry.getOutcome().name());
        assertEquals("login-refused", new JsonObject(entry.getAfter()).getString("code"));
    }

    @Test
    void anExportHasEveryEntryInItsOrder() {
        List<Long> numbers = new ArrayList<>();
        RunningPlane.with(AuditGrpc.newBlockingStub(plane.channel()), token)
                .exportAudit(ExportAuditRequest.getDefaultInstance())
                .forEachRemaining(entry -> numbers.add(entry.getNumber()));

        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(i + 1L, numbers.get(i));
        }
        assertEquals("Audit.ExportAudit", audit().getFirst().getAction());
        assertEquals(audit().getFirst().getNumber(), numbers.getLast());
    }

    private List<AuditEntry> audit() {
        return RunningPlane.with(AuditGrpc.newBlockingStub(plane.channel()), token)
                .listAuditEntries(ListAuditEntriesRequest.getDefaultInstance())
                .getEntriesList();
    }

    private HttpRequest.Builder authorized(String path) {
        return plane.request(path).header("authorization", "Bearer " + token);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(
                authorized(path)
                        .header("content-type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
