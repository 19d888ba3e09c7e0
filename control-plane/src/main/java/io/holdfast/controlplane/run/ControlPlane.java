package io.holdfast.controlplane.run;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.access.Tokens;
import io.holdfast.controlplane.access.Users;
import io.holdfast.controlplane.alert.route.Routes;
import io.holdfast.controlplane.alert.watch.AlertRooms;
import io.holdfast.controlplane.alert.watch.AlertStore;
import io.holdfast.controlplane.alert.watch.AlertWatch;
import io.holdfast.controlplane.alert.watch.Heartbeat;
import io.holdfast.controlplane.alert.watch.MaintenanceWindows;
import io.holdfast.controlplane.api.Api;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.certificate.CertificateAuthority;
import io.holdfast.controlplane.certificate.ServerIdentity;
import io.holdfast.controlplane.config.ControlPlaneConfig;
import io.holdfast.controlplane.fleet.Agents;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.fleet.JoinTokens;
import io.holdfast.controlplane.fleet.Outboxes;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.job.Jobs;
import io.holdfast.controlplane.job.Progress;
import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.lag.LagPicture;
import io.holdfast.controlplane.lag.history.LagHistory;
import io.holdfast.controlplane.lag.history.Retention;
import io.holdfast.controlplane.link.AgentLinks;
import io.holdfast.controlplane.link.LinkRooms;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.persistence.Lease;
import io.holdfast.controlplane.policy.Policies;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A running control plane, until it is closed. Its calls block and are made from virtual or
 * platform threads.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Database database;
    private final CertificateAuthority authority;
    private final Optional<Users.Made> admin;
    private final AgentLinks links;
    private final AlertWatch watch;
    private final Heartbeat heartbeat;
    private final TlsPort agents;
    private final String url;
    private final TlsPort api;
    private final StatePage page;
    private final Thread maintenance;

    private ControlPlane(
            Vertx vertx,
            ControlPlaneConfig config,
            Database database,
            PlaneKey key,
            AdminAccount.Wish account,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.vertx = vertx;
        this.database = database;
        this.authority = CertificateAuthority.ensure(database, key, clock);
        AuditLog audit = new AuditLog(clock);
        Users users = new Users(clock, random);
        Tokens tokens = new Tokens(clock, random);
        Authentication authentication = new Authentication(database, tokens, clock);
        JoinTokens joinTokens = new JoinTokens(clock, random);
        LagHistory history = new LagHistory(database, clock, Retention.DEFAULT);
        Jobs jobs = new Jobs(clock);
        BackupRuns runs = new BackupRuns(database, jobs, clock);
        LinkRooms rooms =
                new LinkRooms(
                        database,
                        new Agents(database, authority, joinTokens, audit, clock),
                        new Fleet(database, clock),
                        new Outboxes(database),
                        new LagPicture(REPORT_INTERVAL),
                        history,
                        new Policies(clock),
                        jobs,
                        runs,
                        new Progress(),
                        clock,
                        nanos,
                        REPORT_INTERVAL);
        MaintenanceWindows windows = new MaintenanceWindows(clock);
        AlertStore alerts = new AlertStore(database);
        Routes routes = new Routes(vertx, config.alerts(), clock);
        this.admin = new AdminAccount(database, users, audit).ensure(account);
        this.links = AgentLinks.start(vertx, rooms);
        this.watch =
                AlertWatch.start(
                        new AlertRooms(
                                database,
                                rooms.picture(),
                                rooms.fleet(),
                                rooms.policies(),
                                runs,
                                windows,
                                alerts,
                                new Lease(database, "alerts", UUID.randomUUID().toString()),
                                clock,
                                nanos),
                        routes);
        this.heartbeat = Heartbeat.start(config.alerts().heartbeat(), watch::judgedAt, clock);
        this.page = StatePage.open(vertx, config.page(), database, links, watch);
        this.agents =
                TlsPort.open(
                        vertx,
                        new TlsPort.Plan(
                                config.agents().host(),
                                config.agents().port(),
                                "agents.port",
                                identities(config.agents().host(), config.agents().names(), clock),
                                new TlsPort.Clients.Certified(authority.pem())),
                        links.handler());
        this.url = url(config.agents(), agents.port());
        this.api =
                TlsPort.open(
                        vertx,
                        new TlsPort.Plan(
                                config.api().host(),
                                config.api().port(),
                                "api.port",
                                identities(config.api().host(), config.api().names(), clock),
                                new TlsPort.Clients.Anonymous()),
                        Api.router(
                                vertx,
                                new Api.Rooms(
                                        database,
                                        authentication,
                                        users,
                                        tokens,
                                        audit,
                                        joinTokens,
                                        links,
                                        rooms,
                                        watch,
                                        alerts,
                                        routes,
                                        windows,
                                        url,
                                        authority.pin())));
        this.maintenance =
                Thread.ofVirtual()
                        .name("maintenance")
                        .start(
                                new Maintenance(
                                        List.of(
                                                history::maintain,
                                                authentication::forget,
                                                runs::forget,
                                                () -> alerts.forget(clock.instant()),
                                                () -> jobs.forget(database))));
    }

    private Supplier<ServerIdentity> identities(
            String host, List<String> names, InstantSource clock) {
        return () -> authority.issueServer(names(host, names), clock.instant());
    }

    private static String url(ControlPlaneConfig.AgentsConfig config, int port) {
        String host = config.names().stream().findFirst().orElse(config.host());
        return "https://" + host + ":" + port;
    }

    /**
     * Starts a control plane. If it throws, nothing runs.
     *
     * @param nanos monotonic
     * @param random a cryptographically strong source
     */
    public static ControlPlane start(
            ControlPlaneConfig config,
            DatabaseAddress address,
            PlaneKey key,
            AdminAccount.Wish account,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, address);
            return new ControlPlane(vertx, config, database, key, account, clock, nanos, random);
        } catch (RuntimeException e) {
            // closes ports and connections with it
            vertx.close().await();
            throw e;
        }
    }

    private static Set<String> names(String host, List<String> more) {
        Set<String> names = new LinkedHashSet<>(more);
        names.add("localhost");
        names.add("127.0.0.1");
        if (!host.equals("0.0.0.0") && !host.equals("::")) {
            names.add(host);
        }
        return names;
    }

    /** The first user, if this start gave it a password: that is to be shown once. */
    public Optional<Users.Made> admin() {
        return admin;
    }

    /** The authority of its certificates. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** Where the API listens. */
    public int apiPort() {
        return api.port();
    }

    /** Where agents connect, as they are told. */
    public String agentsUrl() {
        return url;
    }

    /** Where agents connect. */
    public int agentsPort() {
        return agents.port();
    }

    /** Where metrics and health are served. */
    public int pagePort() {
        return page.port();
    }

    @Override
    public void close() {
        maintenance.interrupt();
        heartbeat.close();
        watch.close();
        links.close();
        api.close();
        agents.close();
        page.close();
        database.close();
        vertx.close().await();
    }
}
