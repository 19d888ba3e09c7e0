package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.access.Secrets;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;

/** Tokens with which an agent of one cluster is enrolled, once each. */
public final class JoinTokens {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String PREFIX = "hfj_";
    private static final String COLUMNS = "id, cluster, created_by, expires_at";

    private final Secrets secrets;
    private final InstantSource clock;

    /**
     * @param random a cryptographically strong source
     */
    public JoinTokens(InstantSource clock, RandomGenerator random) {
        this.secrets = new Secrets(random);
        this.clock = clock;
    }

    public record JoinToken(String id, String cluster, String createdBy, Instant expiresAt) {}

    /**
     * A token that was made just now.
     *
     * @param secret to be shown once
     */
    public record Made(JoinToken token, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /**
     * @throws HoldfastException (user) {@code agent-name-malformed}, {@code
     *     join-token-lifetime-refused}
     */
    public Made create(Sql sql, String cluster, String creator, Duration lifetime) {
        AgentName.checkCluster(cluster);
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "join-token-lifetime-refused",
                    "a join token cannot be valid for " + lifetime.toSeconds() + " seconds",
                    "Choose from one minute to a day.");
        }
        sql.execute("delete from join_token where expires_at <= $1", now());
        String secret = secrets.token(PREFIX);
        JoinToken token =
                new JoinToken(secrets.id(), cluster, creator, now().plus(lifetime).toInstant());
        sql.execute(
                "insert into join_token (id, cluster, sha256, created_by, created_at, expires_at)"
                        + " values ($1, $2, $3, $4, $5, $6)",
                token.id(),
                cluster,
                Buffer.buffer(Secrets.sha256(secret)),
                creator,
                now(),
                token.expiresAt().atOffset(ZoneOffset.UTC));
        return new Made(token, secret);
    }

    /** Those that can still be used, the next to expire first. */
    public List<JoinToken> list(Sql sql) {
        return sql.query(
                "select " + COLUMNS + " from join_token where expires_at > $1 order by expires_at",
                JoinTokens::token,
                now());
    }

    /**
     * Makes a token useless.
     *
     * @throws HoldfastException {@code join-token-not-found}
     */
    public void revoke(Sql sql, String id) {
        if (sql.execute("delete from join_token where id = $1", id) == 0) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "join-token-not-found",
                    "there is no such join token",
                    "'holdfast join-token list' shows those that can still be used.");
        }
    }

    /**
     * Uses a token up: of two who have it, one gets it.
     *
     * @throws HoldfastException {@code join-token-refused}, whatever is wrong with it
     */
    JoinToken use(Sql transaction, String secret) {
        return transaction
                .queryOne(
                        "delete from join_token where sha256 = $1 and expires_at > $2 returning "
                                + COLUMNS,
                        JoinTokens::token,
                        Buffer.buffer(Secrets.sha256(secret)),
                        now())
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.ACCESS,
                                        "join-token-refused",
                                        "the join token is unknown, used, expired or revoked",
                                        "Make a new one with 'holdfast join-token create"
                                                + " CLUSTER'."));
    }

    private static JoinToken token(Row row) {
        return new JoinToken(
                row.getString("id"),
                row.getString("cluster"),
                row.getString("created_by"),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
