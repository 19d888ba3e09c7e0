package io.holdfast.controlplane.alert.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.AlertKey;
import io.holdfast.controlplane.alert.Condition;
import io.holdfast.controlplane.alert.Severity;
import io.holdfast.controlplane.config.AlertsConfig;
import io.holdfast.controlplane.config.AlertsConfig.AtLeast;
import io.holdfast.controlplane.config.AlertsConfig.EmailConfig;
import io.holdfast.controlplane.config.AlertsConfig.HeartbeatConfig;
import io.holdfast.controlplane.config.AlertsConfig.Kind;
import io.holdfast.controlplane.config.AlertsConfig.MailTls;
import io.holdfast.controlplane.config.AlertsConfig.RouteConfig;
import io.holdfast.controlplane.testing.ManualClock;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.value.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Secret SECRET = new Secret.InEnvironment("KEY", name -> "s3cret");

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock();
    private final Receiver receiver;
    private final Receiver other;
    private Optional<Routes> opened = Optional.empty();

    RoutesTest() throws Exception {
        receiver = new Receiver();
        other = new Receiver();
    }

    @AfterEach
    void close() {
        opened.ifPresent(Routes::close);
        receiver.close();
        other.close();
        vertx.close().await();
    }

    private Routes open(RouteConfig... routes) {
        Routes made =
                new Routes(
                        vertx,
                        new AlertsConfig(
                                List.of(routes),
                                Duration.ofHours(4),
                                new HeartbeatConfig(null, Duration.ofMinutes(1))),
                        clock);
        opened = Optional.of(made);
        return made;
    }

    private static RouteConfig route(Kind kind, String url) {
        return route(kind, url, AtLeast.WARNING, Duration.ZERO, null);
    }

    private static RouteConfig route(
            Kind kind, String url, AtLeast atLeast, Duration after, @Nullable EmailConfig email) {
        return new RouteConfig(
                kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + after.toMinutes(),
                kind,
                kind == Kind.EMAIL ? null : URI.create(url),
                null,
                kind == Kind.WEBHOOK || kind == Kind.PAGERDUTY ? SECRET : null,
                email,
                atLeast,
                after);
    }

    private Alert alert(String rule, String cluster, Severity severity) {
        return new Alert(
                rule + cluster,
                new Condition(
                        new AlertKey(rule, cluster, ""),
                        severity,
                        cluster + " is <!channel> ill",
                        "see to it",
                        Duration.ZERO),
                clock.instant(),
                Optional.of(clock.instant()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Alert resolved(Alert alert) {
        return new Alert(
                alert.id(),
                alert.condition(),
                alert.since(),
                alert.firedAt(),
                alert.acknowledgement(),
                Optional.empty(),
                Optional.of(clock.instant()));
    }

    private static Alert acknowledged(Alert alert) {
        return new Alert(
                alert.id(),
                alert.condition(),
                alert.since(),
                alert.firedAt(),
                Optional.of(new Alert.Acknowledgement("alice", alert.since())),
                Optional.empty(),
                Optional.empty());
    }

    private static void tell(Routes routes, Alert... open) {
        routes.tell(List.of(open), List.of(), alert -> false);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, "in time");
            Thread.sleep(10);
        }
    }

    private List<Receiver.Posted> awaitPosted(int count) throws InterruptedException {
        await(() -> receiver.posted().size() >= count);
        assertEquals(count, receiver.posted().size());
        return receiver.posted();
    }

    @Test
    void aWebhookIsSignedAndSaysAllOfIt() throws Exception {
        tell(
                open(route(Kind.WEBHOOK, receiver.url() + "/hook")),
                alert("rule", "bank", Severity.CRITICAL));

        Receiver.Posted posted = awaitPosted(1).getFirst();
        assertEquals("/hook", posted.path());
        JsonObject body = (JsonObject) posted.json();
        assertEquals("firing", body.getString("status"));
        JsonObject alert = body.getJsonArray("alerts").getJsonObject(0);
        assertEquals("bank", alert.getString("cluster"));
        assertEquals("critical", alert.getString("severity"));
        long seconds = clock.instant().getEpochSecond();
        assertEquals(
                "t="
                        + seconds
                        + ",v1="
                        + WebhookRoute.hmac("s3cret", seconds + "." + posted.body()),
                posted.headers().get("holdfast-signature"));
        // RFC 4231, test case 2
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                WebhookRoute.hmac("Jefe", "what do ya want for nothing?"));
    }

    @Test
    @DisplayName("T94: a storm is one message")
    void aStormIsOneMessage() throws Exception {
        List<Alert> storm = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            storm.add(alert("agent-unknown", "c" + i, Severity.CRITICAL));
        }
        Routes routes = open(route(Kind.SLACK, receiver.url()));
        routes.tell(storm, List.of(), alert -> false);
        routes.tell(storm, List.of(), alert -> false);
        awaitPosted(1);
        routes.tell(List.of(), storm.stream().map(this::resolved).toList(), alert -> false);

        String firing = ((JsonObject) awaitPosted(2).getFirst().json()).getString("text");
        assertTrue(
                firing.contains("and 499 more of agent-unknown: c1, c2, c3, c4, c5, ..."), firing);
        // an agent's words call nobody
        assertTrue(firing.contains("&lt;!channel&gt;"), firing);
        assertFalse(firing.contains("<!channel>"), firing);
        assertTrue(receiver.posted().getLast().body().contains("Resolved: "));
    }

    @Test
    void anAlertmanagerIsToldAgainEveryMinuteUntilItIsOver() throws Exception {
        Routes routes = open(route(Kind.ALERTMANAGER, receiver.url() + "/"));
        Alert alert = alert("rule", "bank", Severity.WARNING);
        tell(routes, alert);
        clock.pass(Duration.ofSeconds(59));
        tell(routes, acknowledged(alert));
        awaitPosted(1);
        clock.pass(Duration.ofSeconds(1));
        tell(routes, acknowledged(alert));
        awaitPosted(2);
        clock.pass(Duration.ofSeconds(1));
        routes.tell(List.of(), List.of(resolved(alert)), one -> false);

        List<Receiver.Posted> posted = awaitPosted(3);
        assertEquals("/api/v2/alerts", posted.getFirst().path());
        JsonObject first = ((JsonArray) posted.getFirst().json()).getJsonObject(0);
        JsonObject last = ((JsonArray) posted.getLast().json()).getJsonObject(0);
        assertEquals(first.getJsonObject("labels"), last.getJsonObject("labels"));
        assertEquals("rule", first.getJsonObject("labels").getString("alertname"));
        assertEquals(clock.instant().toString(), last.getString("endsAt"));
    }

    @Test
    void anIncidentIsTriggeredAndResolvedByOneKey() throws Exception {
        Routes routes = open(route(Kind.PAGERDUTY, receiver.url()));
        Alert alert = alert("rule", "bank", Severity.CRITICAL);
        tell(routes, alert);
        awaitPosted(1);
        routes.tell(List.of(), List.of(resolved(alert)), one -> false);

        List<Receiver.Posted> posted = awaitPosted(2);
        JsonObject trigger = (JsonObject) posted.getFirst().json();
        JsonObject resolve = (JsonObject) posted.getLast().json();
        assertEquals("/v2/enqueue", posted.getFirst().path());
        assertEquals("s3cret", trigger.getString("routing_key"));
        assertEquals("trigger", trigger.getString("event_action"));
        assertEquals("critical", trigger.getJsonObject("payload").getString("severity"));
        assertEquals("resolve", resolve.getString("event_action"));
        assertEquals(trigger.getString("dedup_key"), resolve.getString("dedup_key"));
    }

    @Test
    void aMailIsWritten() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        mail.start();
        try {
            Routes routes =
                    open(
                            route(
                                    Kind.EMAIL,
                                    "",
                                    AtLeast.WARNING,
                                    Duration.ZERO,
                                    new EmailConfig(
                                            "127.0.0.1",
                                            mail.getSmtp().getPort(),
                                            MailTls.NONE,
                                            null,
                                            "holdfast@example.com",
                                            List.of("dba@example.com"))));
            tell(routes, alert("rule", "bank", Severity.WARNING));

            assertTrue(mail.waitForIncomingEmail(60_000, 1));
            String subject = mail.getReceivedMessages()[0].getSubject();
            String body = GreenMailUtil.getBody(mail.getReceivedMessages()[0]);
            assertTrue(subject.startsWith("[Holdfast] Bank is"), subject);
            assertTrue(body.contains("see to it"), body);
        } finally {
            mail.stop();
        }
    }

    @Test
    @DisplayName("T94: what a receiver does not take now is sent again, and keeps no other waiting")
    void whatIsNotTakenIsSentAgain() throws Exception {
        receiver.answers(503);
        Routes routes = open(route(Kind.SLACK, receiver.url()), route(Kind.WEBHOOK, other.url()));
        tell(routes, alert("rule", "bank", Severity.WARNING));
        await(() -> !other.posted().isEmpty());
        await(() -> receiver.posted().size() >= 2);
        assertTrue(routes.status().getFirst().failure().contains("503"));
        receiver.answers(200);
        await(() -> routes.status().getFirst().deliveredAt().isPresent());

        assertEquals("", routes.status().getFirst().failure());
        assertEquals(1, other.posted().size());
        receiver.answers(400);
        int before = receiver.posted().size();
        tell(routes, alert("refused", "bank", Severity.WARNING));
        await(() -> routes.status().getFirst().failure().contains("400"));
        receiver.answers(200);
        tell(routes, alert("next", "bank", Severity.WARNING));
        // one that will never be taken does not stand in the way of the next
        await(() -> receiver.posted().size() == before + 2);
    }

    @Test
    void nobodyElseIsCalledWhenSomebodyLooksAfterIt() throws Exception {
        Routes routes =
                open(
                        route(
                                Kind.SLACK,
                                receiver.url(),
                                AtLeast.CRITICAL,
                                Duration.ofMinutes(15),
                                null),
                        route(Kind.WEBHOOK, other.url()));
        Alert mine = alert("mine", "bank", Severity.CRITICAL);
        Alert nobodys = alert("nobodys", "bank", Severity.CRITICAL);
        Alert minor = alert("minor", "bank", Severity.WARNING);
        tell(routes, mine, nobodys, minor);
        clock.pass(Duration.ofMinutes(15));
        tell(routes, acknowledged(mine), nobodys, minor);
        awaitPosted(1);

        assertTrue(receiver.posted().getFirst().body().contains("see to it"));
        await(() -> other.posted().size() == 3);
        clock.pass(Duration.ofHours(4));
        tell(routes, acknowledged(mine), nobodys, minor);
        // told again, but not of what somebody looks after
        await(() -> other.posted().size() == 5);
        awaitPosted(2);
    }

    @Test
    void inMaintenanceNobodyIsToldUntilItHasEnded() throws Exception {
        Routes routes = open(route(Kind.WEBHOOK, receiver.url()));
        Alert alert = alert("rule", "bank", Severity.CRITICAL);
        routes.tell(List.of(alert), List.of(), one -> true);
        Alert short_ = alert("short", "bank", Severity.CRITICAL);
        routes.tell(List.of(alert, short_), List.of(), one -> true);
        // who was not told that it began is not told that it is over
        routes.tell(List.of(alert), List.of(resolved(short_)), one -> true);
        tell(routes, alert);

        assertTrue(awaitPosted(1).getFirst().body().contains("\"rule\":\"rule\""));
    }

    @Test
    void whoWasToldBeforeAStartIsNotToldAgain() throws Exception {
        Routes routes = open(route(Kind.WEBHOOK, receiver.url()));
        Alert before = alert("before", "bank", Severity.CRITICAL);
        routes.wereTold(before.id(), List.of("webhook-0", "gone"), clock.instant());
        tell(routes, before, alert("new", "bank", Severity.CRITICAL));

        assertTrue(awaitPosted(1).getFirst().body().contains("\"rule\":\"new\""));
        routes.tell(List.of(), List.of(resolved(before)), one -> false);
        awaitPosted(2);
    }

    @Test
    @DisplayName("T94: a route can be tried, and says what came of it")
    void aRouteCanBeTried() throws Exception {
        Routes routes = open(route(Kind.PAGERDUTY, receiver.url()));

        assertEquals("", routes.test("pagerduty-0"));
        assertEquals(2, receiver.posted().size());
        receiver.answers(403);
        assertTrue(routes.test("pagerduty-0").contains("403"));
        receiver.close();
        assertFalse(routes.test("pagerduty-0").isEmpty());
        assertEquals(
                "route-not-found",
                assertThrows(HoldfastException.class, () -> routes.test("none")).code());
    }
}
