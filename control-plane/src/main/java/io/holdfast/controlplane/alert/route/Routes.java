package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.holdfast.controlplane.alert.Severity;
import io.holdfast.controlplane.config.AlertsConfig;
import io.holdfast.controlplane.config.AlertsConfig.RouteConfig;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.value.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All ways to people, and what of the alerts goes which. */
public final class Routes implements AutoCloseable {
    private static final String PAGERDUTY = "https://events.pagerduty.com";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Way> ways = new LinkedHashMap<>();
    private final InstantSource clock;

    public Routes(Vertx vertx, AlertsConfig config, InstantSource clock) {
        this.clock = clock;
        HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
        for (RouteConfig route : config.routes()) {
            Route made = route(vertx, client, route);
            ways.put(
                    route.name(),
                    new Way(
                            route,
                            made,
                            new Lane(route.name(), made, clock),
                            new Selection(
                                    route.name(),
                                    Severity.valueOf(route.atLeast().name()),
                                    route.after(),
                                    made.mustRepeat().orElse(config.repeat()),
                                    made.mustRepeat().isPresent())));
        }
    }

    private record Way(RouteConfig config, Route route, Lane lane, Selection selection) {}

    private static Route route(Vertx vertx, HttpClient client, RouteConfig config) {
        Posting posting = new Posting(client, () -> url(config));
        Supplier<Optional<String>> secret = () -> read(config.secret());
        return switch (config.kind()) {
            case WEBHOOK -> new WebhookRoute(posting, secret);
            case ALERTMANAGER -> new AlertmanagerRoute(posting);
            case SLACK -> new SlackRoute(posting);
            case PAGERDUTY -> new PagerDutyRoute(posting, secret);
            case EMAIL -> new EmailRoute(vertx, Objects.requireNonNull(config.email()), secret);
        };
    }

    private static Optional<String> read(@Nullable Secret secret) {
        return Optional.ofNullable(secret).map(Secret::read);
    }

    private static String url(RouteConfig config) {
        String url =
                read(config.secretUrl())
                        .or(() -> Optional.ofNullable(config.url()).map(URI::toString))
                        .orElse(PAGERDUTY);
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Sends what is to be told now.
     *
     * @param open all that is firing or acknowledged
     * @param resolved since the last time
     * @param isQuiet whether nobody is to be told of an alert now
     * @return the alerts that a route was told of now, with all routes that were told of each
     */
    public Map<String, Set<String>> tell(
            Collection<Alert> open, List<Alert> resolved, Predicate<Alert> isQuiet) {
        Instant now = clock.instant();
        Map<String, Set<String>> told = new LinkedHashMap<>();
        for (Way way : ways.values()) {
            List<Alert> over = way.selection().over(resolved);
            notices(Notice.Kind.RESOLVED, over, now).forEach(way.lane()::add);
            List<Alert> due = way.selection().due(open, isQuiet, now);
            notices(Notice.Kind.FIRING, due, now).forEach(way.lane()::add);
            due.forEach(
                    alert ->
                            told.computeIfAbsent(alert.id(), id -> new TreeSet<>())
                                    .add(way.config().name()));
        }
        return told;
    }

    private static List<Notice> notices(Notice.Kind kind, List<Alert> alerts, Instant now) {
        return alerts.stream()
                .collect(
                        Collectors.groupingBy(
                                alert -> alert.key().rule(),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values()
                .stream()
                .map(group -> new Notice(kind, group, now))
                .toList();
    }

    /** These routes were told of an alert by a process before this one. */
    public void wereTold(String alert, Collection<String> routes, Instant at) {
        for (String name : routes) {
            Way way = ways.get(name);
            if (way != null) {
                way.selection().wasTold(alert, at);
            }
        }
    }

    /** A route, and how it fares. */
    public record Status(
            String name, AlertsConfig.Kind kind, Optional<Instant> deliveredAt, String failure) {}

    public List<Status> status() {
        return ways.values().stream()
                .map(
                        way ->
                                new Status(
                                        way.config().name(),
                                        way.config().kind(),
                                        way.lane().deliveredAt(),
                                        way.lane().failure()))
                .toList();
    }

    /**
     * Sends a test, at once.
     *
     * @return why it was not taken; empty if it was
     * @throws HoldfastException {@code route-not-found}
     */
    public String test(String name) throws InterruptedException {
        Way way = ways.get(name);
        if (way == null) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "route-not-found",
                    "there is no such route",
                    "'holdfast alerts routes' lists those of the control plane's configuration.");
        }
        try {
            way.route().send(new Notice(Notice.Kind.TEST, List.of(), clock.instant()));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (HoldfastException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        ways.values().forEach(way -> way.lane().close());
    }
}
