package io.holdfast.controlplane.run;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.access.Tokens;
import io.holdfast.controlplane.access.Users;
import io.holdfast.controlplane.api.Api;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.certificate.CertificateAuthority;
import io.holdfast.controlplane.config.ControlPlaneConfig;
import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A running control plane, until it is closed. Its calls block and are made from virtual or
 * platform threads.
 */
public final class ControlPlane implements AutoCloseable {
    private final Vertx vertx;
    private final Database database;
    private final CertificateAuthority authority;
    private final Optional<Users.Made> admin;
    private final TlsPort api;
    private final StatePage page;

    private ControlPlane(
            Vertx vertx,
            ControlPlaneConfig config,
            Database database,
            PlaneKey key,
            AdminAccount.Wish account,
            InstantSource clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.database = database;
        this.authority = CertificateAuthority.ensure(database, key, clock);
        AuditLog audit = new AuditLog(clock);
        Users users = new Users(clock, random);
        Tokens tokens = new Tokens(clock, random);
        this.admin = new AdminAccount(database, users, audit).ensure(account);
        Authentication authentication = new Authentication(database, tokens, clock);
        this.page = StatePage.open(vertx, config.page(), database);
        this.api =
                TlsPort.open(
                        vertx,
                        config.api().host(),
                        config.api().port(),
                        "api.port",
                        () ->
                                authority.issueServer(
                                        names(config.api().host(), config.api().names()),
                                        clock.instant()),
                        Api.router(
                                vertx,
                                new Api.Rooms(database, authentication, users, tokens, audit)));
    }

    /**
     * Starts a control plane. If it throws, nothing runs.
     *
     * @param random a cryptographically strong source
     */
    public static ControlPlane start(
            ControlPlaneConfig config,
            DatabaseAddress address,
            PlaneKey key,
            AdminAccount.Wish account,
            InstantSource clock,
            RandomGenerator random) {
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, address);
            return new ControlPlane(vertx, config, database, key, account, clock, random);
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

    /** Where metrics and health are served. */
    public int pagePort() {
        return page.port();
    }

    @Override
    public void close() {
        api.close();
        page.close();
        database.close();
        vertx.close().await();
    }
}
