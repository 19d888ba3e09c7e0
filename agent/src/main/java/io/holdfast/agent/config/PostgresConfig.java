package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.value.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How to reach the PostgreSQL server. */
public record PostgresConfig(
        @Setting(
                        value = "The host name or address of the server.",
                        byDefault = "127.0.0.1",
                        pattern = "[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*::?[0-9A-Fa-f:.]*(%[A-Za-z0-9]+)?",
                        patternHint =
                                "Write a host name or an address, without a port; unix sockets (/var/run/postgresql) are not supported, so let the server listen on 127.0.0.1.")
                String host,
        @Setting(
                        value = "The port of the server.",
                        byDefault = "5432",
                        atLeast = "1",
                        atMost = "65535")
                int port,
        @Setting(
                        value =
                                "The role to connect as. It needs the REPLICATION attribute and membership in pg_monitor; for local backups also EXECUTE on pg_backup_start and pg_backup_stop.",
                        byDefault = "holdfast")
                String user,
        @Setting(
                        value = "The password of the role.",
                        without = "no password is sent; a server that asks for one refuses",
                        example = "{file: /etc/holdfast/pg.password}")
                @Nullable Secret password,
        @Setting(value = "The database to connect to for queries.", byDefault = "postgres")
                String database,
        @Setting("How the connection is encrypted.") TlsConfig tls,
        @Setting(
                        value =
                                "The physical replication slot that keeps WAL on the server until the repositories hold it. It is created if it does not exist.",
                        byDefault = "holdfast",
                        pattern = "[a-z0-9_]{1,63}",
                        patternHint =
                                "Use 1 to 63 of the characters a-z, 0-9 and _, as PostgreSQL asks of slot names.")
                String slot,
        @Setting(
                        value =
                                "The server's data directory as the agent sees it, if that is not the path by which the server knows it: in a container, say. With it a local backup is possible while all tablespaces lie inside.",
                        without = "the path that the server names is tried",
                        example = "/var/lib/postgresql/18/main")
                @Nullable Path dataDirectory,
        @Setting(
                        value =
                                "Who runs the server; with the region, what is lost together with it. Repositories of the same provider do not count when the provider is lost.",
                        without = "the control plane cannot tell what a loss of it would cost",
                        example = "aws")
                @Nullable String provider,
        @Setting(
                        value = "Where the provider runs the server.",
                        without = "as for provider",
                        example = "eu-west-1")
                @Nullable String region) {

    /** How the connection is encrypted. */
    public record TlsConfig(
            @Setting(
                            value =
                                    "As libpq's sslmode: disable; prefer (encrypt if the server can); require (always encrypt); verify-ca (and check who signed the server's certificate); verify-full (and that it is for this host).",
                            byDefault = "prefer")
                    TlsMode mode,
            @Setting(
                            value = "A PEM file of the certificate authorities to trust.",
                            without = "those that Java trusts",
                            example = "/etc/holdfast/postgres-ca.pem")
                    @Nullable Path caFile) {}

    /** PostgreSQL's sslmode, without {@code allow}. */
    public enum TlsMode {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }
}
