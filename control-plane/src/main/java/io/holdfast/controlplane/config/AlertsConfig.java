package io.holdfast.controlplane.config;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.Setting;
import io.holdfast.settings.value.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is told of alerts, and how. In the file, for it must hold while the database is away. */
public record AlertsConfig(
        @Setting("The ways by which alerts are told. Each alert goes all the ways that take it.")
                List<RouteConfig> routes,
        @Setting(
                        value = "After how long an alert that nobody looks after is told again.",
                        byDefault = "4h",
                        atLeast = "1m")
                Duration repeat,
        @Setting(
                        "A sign of life of the control plane itself, for a service that calls you when it stays away.")
                HeartbeatConfig heartbeat) {

    /** What a way leads to. */
    public enum Kind {
        WEBHOOK,
        ALERTMANAGER,
        SLACK,
        PAGERDUTY,
        EMAIL
    }

    /** How much an alert matters. */
    public enum AtLeast {
        WARNING,
        CRITICAL
    }

    /** A way by which alerts are told. */
    public record RouteConfig(
            @Setting(
                            value = "What it is called in messages and commands.",
                            example = "on-call",
                            pattern = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                            patternHint =
                                    "Use 1 to 63 of the characters a-z, 0-9 and -, beginning and ending with a letter or digit.")
                    String name,
            @Setting(
                            value =
                                    "webhook: each notice as JSON, signed if there is a secret. alertmanager: Prometheus' Alertmanager. slack: an incoming webhook. pagerduty: Events API v2. email: SMTP.",
                            example = "pagerduty")
                    Kind kind,
            @Setting(
                            value =
                                    "Where it leads: of an Alertmanager and of PagerDuty without a path. Not for email.",
                            without = "secretUrl is needed, but for pagerduty and email",
                            example = "https://alertmanager.example.com")
                    @Nullable URI url,
            @Setting(
                            value = "Where it leads, if that is a secret, as with slack.",
                            without = "url holds",
                            example = "{file: /etc/holdfast/slack.url}")
                    @Nullable Secret secretUrl,
            @Setting(
                            value =
                                    "Of a webhook: the key that notices are signed with. Of pagerduty: the integration key. Of email: the password.",
                            without = "notices are not signed; pagerduty needs one",
                            example = "{file: /etc/holdfast/pagerduty.key}")
                    @Nullable Secret secret,
            @Setting(
                            value = "The mail server, and who writes to whom. Needed for email.",
                            without = "not for other kinds")
                    @Nullable EmailConfig email,
            @Setting(value = "Only alerts that matter so much go this way.", byDefault = "warning")
                    AtLeast atLeast,
            @Setting(
                            value =
                                    "Only alerts go this way that have fired for so long, and that nobody looks after: for those who are called when the first were not there.",
                            byDefault = "0s")
                    Duration after) {
        public RouteConfig {
            boolean hasUrl = url != null || secretUrl != null;
            boolean needsUrl =
                    kind == Kind.WEBHOOK || kind == Kind.ALERTMANAGER || kind == Kind.SLACK;
            if (url != null && secretUrl != null) {
                throw rejected("it has both url and secretUrl", "Keep one of them.");
            }
            if (needsUrl && !hasUrl) {
                throw rejected("it leads nowhere", "Add url, or secretUrl.");
            }
            if (kind == Kind.PAGERDUTY && secret == null) {
                throw rejected("it has no integration key", "Add secret.");
            }
            if ((kind == Kind.EMAIL) != (email != null)) {
                throw rejected(
                        "email is for routes of kind email, and for all of them",
                        "Add the group email, or correct kind.");
            }
        }
    }

    /** A mail server, and who writes to whom. */
    public record EmailConfig(
            @Setting(value = "The mail server.", example = "smtp.example.com") String host,
            @Setting(value = "Its port.", byDefault = "587", atLeast = "1", atMost = "65535")
                    int port,
            @Setting(
                            value =
                                    "starttls: encrypted, or nothing is sent. tls: from the first byte. none: readable by everyone on the way.",
                            byDefault = "starttls")
                    MailTls tls,
            @Setting(
                            value = "Who logs in; the password is the route's secret.",
                            without = "nobody logs in",
                            example = "holdfast")
                    @Nullable String user,
            @Setting(value = "Who writes.", example = "holdfast@example.com") String from,
            @Setting(value = "To whom.", example = "[dba@example.com]") List<String> to) {
        public EmailConfig {
            to = List.copyOf(to);
            if (to.isEmpty()) {
                throw rejected("it is to nobody", "Name at least one address in 'to'.");
            }
        }
    }

    /** How a mail server is spoken to. */
    public enum MailTls {
        STARTTLS,
        TLS,
        NONE
    }

    /** The control plane's own sign of life. */
    public record HeartbeatConfig(
            @Setting(
                            value = "Is asked for by GET as long as alerts are judged.",
                            without = "no sign is given",
                            example = "{file: /etc/holdfast/heartbeat.url}")
                    @Nullable Secret url,
            @Setting(value = "How often.", byDefault = "1m", atLeast = "1s") Duration interval) {}

    public AlertsConfig {
        routes = List.copyOf(routes);
        Set<String> names = new HashSet<>();
        for (RouteConfig route : routes) {
            if (!names.add(route.name())) {
                throw rejected(
                        "two routes are named '" + route.name() + "'",
                        "Give each route a name of its own.");
            }
        }
    }

    /** Nobody is told. */
    public static AlertsConfig none() {
        return new AlertsConfig(
                List.of(), Duration.ofHours(4), new HeartbeatConfig(null, Duration.ofMinutes(1)));
    }

    private static HoldfastException rejected(String what, String hint) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION, "configuration-invalid", what, hint);
    }
}
