package io.holdfast.agent.replication;

import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a server is and as whom to log in.
 *
 * @param host a name or an address; a path, as in libpq, is the directory of a Unix socket
 * @param port names the socket there
 * @param password asked anew at each connect, so that a changed secret needs no restart
 * @param database ignored by a replication connection
 * @param applicationName seen in {@code pg_stat_activity} and matched against {@code
 *     synchronous_standby_names} (T31)
 * @param connectTimeout for everything up to the first {@code ReadyForQuery}: TCP, TLS, log-in
 * @param idleTimeout how long an awaited answer, or a stream that was asked for a sign of life, may
 *     stay silent
 */
public record ConnectionSettings(
        String host,
        int port,
        String user,
        Supplier<Optional<String>> password,
        String database,
        Tls tls,
        String applicationName,
        Duration connectTimeout,
        Duration idleTimeout) {
    public ConnectionSettings {
        if (port < 1 || port > 65_535) {
            throw Refusals.badPort(host, port);
        }
    }

    /** Another server, the same everything else. */
    public ConnectionSettings at(String otherHost, int otherPort) {
        return new ConnectionSettings(
                otherHost,
                otherPort,
                user,
                password,
                database,
                tls,
                applicationName,
                connectTimeout,
                idleTimeout);
    }

    public ConnectionSettings withDatabase(String other) {
        return new ConnectionSettings(
                host,
                port,
                user,
                password,
                other,
                tls,
                applicationName,
                connectTimeout,
                idleTimeout);
    }

    ConnectionSettings withTls(Tls other) {
        return new ConnectionSettings(
                host,
                port,
                user,
                password,
                database,
                other,
                applicationName,
                connectTimeout,
                idleTimeout);
    }

    ConnectOptions connectOptions() {
        return host.startsWith("/")
                ? new ConnectOptions()
                        .setRemoteAddress(
                                SocketAddress.domainSocketAddress(host + "/.s.PGSQL." + port))
                : new ConnectOptions().setHost(host).setPort(port);
    }

    String address() {
        return host + ":" + port;
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return user + "@" + address() + "/" + database + " tls=" + tls.mode();
    }
}
