package io.holdfast.controlplane.access;

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
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The tokens that calls bear. */
public final class Tokens {
    static final String LOGIN = "login";

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_PURPOSE = 100;
    private static final String COLUMNS =
            "t.id, t.user_name, t.purpose, t.role, u.role as user_role, t.created_at, t.expires_at,"
                    + " t.last_used_at";
    private static final String VALID =
            " from access_token t join user_account u on u.name = t.user_name where t.expires_at >"
                    + " $1";

    private final Secrets secrets;
    private final InstantSource clock;

    /**
     * @param random a cryptographically strong source
     */
    public Tokens(InstantSource clock, RandomGenerator random) {
        this.secrets = new Secrets(random);
        this.clock = clock;
    }

    /**
     * @param role what the token and its user both may
     * @param lastUsedAt to the minute; null if it was not used
     */
    public record Token(
            String id,
            String user,
            String purpose,
            Role role,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    /**
     * A token that was made just now.
     *
     * @param secret to be shown once
     */
    public record Made(Token token, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /**
     * Creates a token for automation.
     *
     * @throws HoldfastException {@code token-role-too-great}, {@code token-lifetime-refused},
     *     {@code token-purpose-malformed}
     */
    public Made create(Sql sql, Caller creator, String purpose, Role role, Duration lifetime) {
        if (!creator.role().includes(role)) {
            throw new HoldfastException(
                    ErrorCategory.ACCESS,
                    "token-role-too-great",
                    "user " + creator.user() + " may not give a token the role " + name(role),
                    "Ask for a role that your own (" + name(creator.role()) + ") includes.");
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "token-lifetime-refused",
                    "a token cannot be valid for " + lifetime.toSeconds() + " seconds",
                    "Choose from one minute to 366 days.");
        }
        boolean isPlain = purpose.codePoints().noneMatch(Character::isISOControl);
        if (purpose.isBlank() || purpose.length() > LONGEST_PURPOSE || !isPlain) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "token-purpose-malformed",
                    "the purpose of the token cannot be used",
                    "Say in 1 to 100 characters on one line what the token is for.");
        }
        return insert(sql, creator.user(), purpose, role, lifetime);
    }

    Made insert(Sql sql, String user, String purpose, Role role, Duration lifetime) {
        String secret = secrets.token();
        String id = secrets.id();
        sql.execute(
                "insert into access_token (id, user_name, purpose, role, sha256, created_at,"
                        + " expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
                id,
                user,
                purpose,
                role.name(),
                Buffer.buffer(Secrets.sha256(secret)),
                now(),
                now().plus(lifetime));
        Token token =
                sql.queryOne(
                                "select " + COLUMNS + VALID + " and t.id = $2",
                                Tokens::token,
                                now(),
                                id)
                        .orElseThrow();
        return new Made(token, secret);
    }

    /** Those that are valid, the newest first; an admin's view is of all users. */
    public List<Token> list(Sql sql, Caller caller) {
        return sql.query(
                "select "
                        + COLUMNS
                        + VALID
                        + " and ($2 or t.user_name = $3) order by t.created_at desc, t.id",
                Tokens::token,
                now(),
                caller.role() == Role.ADMIN,
                caller.user());
    }

    /**
     * Revokes a token: one's own, or any for an admin.
     *
     * @throws HoldfastException {@code token-not-found}, also for another user's
     */
    public void revoke(Sql sql, Caller caller, String id) {
        int revoked =
                sql.execute(
                        "delete from access_token where id = $1 and ($2 or user_name = $3)",
                        id,
                        caller.role() == Role.ADMIN,
                        caller.user());
        if (revoked == 0) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "token-not-found",
                    "there is no token " + id,
                    "'holdfast token list' shows those that there are.");
        }
    }

    /** The valid token with this secret. */
    Optional<Token> find(Sql sql, String secret) {
        return sql.queryOne(
                "select " + COLUMNS + VALID + " and t.sha256 = $2",
                Tokens::token,
                now(),
                Buffer.buffer(Secrets.sha256(secret)));
    }

    /** The valid token with this id. */
    Optional<Token> findById(Sql sql, String id) {
        return sql.queryOne(
                "select " + COLUMNS + VALID + " and t.id = $2", Tokens::token, now(), id);
    }

    /** Keeps when a token was used last; once a minute is enough. */
    void used(Sql sql, Token token) {
        Instant now = clock.instant();
        Instant last = token.lastUsedAt();
        if (last == null || Duration.between(last, now).compareTo(Duration.ofMinutes(1)) >= 0) {
            sql.execute(
                    "update access_token set last_used_at = $2 where id = $1", token.id(), now());
        }
    }

    /** Deletes what nobody can use any more. */
    public void forgetExpired(Sql sql) {
        sql.execute("delete from access_token where expires_at <= $1", now());
    }

    private static Token token(Row row) {
        OffsetDateTime used = row.getOffsetDateTime("last_used_at");
        return new Token(
                row.getString("id"),
                row.getString("user_name"),
                row.getString("purpose"),
                Role.valueOf(row.getString("role")).meet(Role.valueOf(row.getString("user_role"))),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                used == null ? null : used.toInstant());
    }

    private static String name(Role role) {
        return role.name().toLowerCase(java.util.Locale.ROOT);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
