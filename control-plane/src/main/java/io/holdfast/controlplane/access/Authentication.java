package io.holdfast.controlplane.access;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/** Finds out who somebody is: by password, or by token. */
public final class Authentication {
    private static final Duration LOGIN_LIFETIME = Duration.ofHours(12);

    private final Database database;
    private final Tokens tokens;
    private final Passwords passwords = new Passwords();
    private final LoginDelay delay;
    private final InstantSource clock;
    private final RecentCallers recent;

    /** Compared with where there is no user, so that it takes as long. */
    private final String nobodysHash = passwords.hash("nobody");

    public Authentication(Database database, Tokens tokens, InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
        this.delay = new LoginDelay(clock);
        this.recent = new RecentCallers(clock);
    }

    /**
     * Who bears this token.
     *
     * @param mayBeRecent whether somebody who was known within the last quarter of an hour still
     *     is, while the database cannot be reached
     * @throws HoldfastException {@code not-authenticated}
     */
    public Caller caller(String secret, boolean mayBeRecent) {
        Caller caller;
        try {
            caller = tokens.find(database, secret).map(this::used).orElse(null);
        } catch (HoldfastException e) {
            if (!mayBeRecent || !Database.isUnreachable(e)) {
                throw e;
            }
            return recent.find(secret).orElseThrow(() -> e);
        }
        if (caller == null) {
            recent.forget(secret);
            throw notAuthenticated("the token of this call is unknown, expired or revoked");
        }
        recent.remember(secret, caller);
        return caller;
    }

    private Caller used(Tokens.Token token) {
        tokens.used(database, token);
        return new Caller(token.user(), token.role(), token.id(), token.expiresAt());
    }

    /**
     * Asks again within the transaction of an act, when no other act can come between.
     *
     * @throws HoldfastException {@code not-authenticated} if the token was revoked, or its role has
     *     changed, since the call began
     */
    public void requireStill(Sql transaction, Caller caller) {
        boolean isStill =
                tokens.findById(transaction, caller.tokenId())
                        .filter(token -> token.role() == caller.role())
                        .isPresent();
        if (!isStill) {
            throw notAuthenticated("the token of this call was revoked meanwhile");
        }
    }

    /**
     * Asks again of a call that goes on and on. While the database cannot be reached nothing is
     * new.
     *
     * @throws HoldfastException {@code not-authenticated}
     */
    public void requireStill(Caller caller) {
        try {
            requireStill(database, caller);
        } catch (HoldfastException e) {
            if (e.category() != ErrorCategory.TRANSIENT) {
                throw e;
            }
        }
    }

    /** Of a call that bears no token. */
    public static HoldfastException notAuthenticated(String reason) {
        return new HoldfastException(
                ErrorCategory.ACCESS,
                "not-authenticated",
                reason,
                "Log in with 'holdfast login', or send a token in the header 'authorization: Bearer"
                        + " TOKEN'.");
    }

    /** What is left to do, in a transaction, when a password was found right. */
    public interface Admitted {
        /** The token of the login. */
        Tokens.Made admit(Sql transaction);
    }

    /**
     * Checks a password, outside of any transaction: it takes time, and a failure must be kept.
     *
     * @param origin the address that it came from
     * @throws HoldfastException {@code login-refused}, which does not say whether there is such a
     *     user; {@code login-delayed}
     */
    public Admitted login(String user, String password, String origin) {
        // what cannot be a name is nobody's, and takes as long
        String hash = checked(Users.isName(user) ? user : "", password, origin);
        return transaction -> {
            Role role = requireUnchanged(transaction, user, hash);
            delay.succeeded(transaction, user, origin);
            transaction.execute(
                    "update user_account set last_login_at = $2 where name = $1",
                    user,
                    clock.instant().atOffset(ZoneOffset.UTC));
            return tokens.insert(transaction, user, Tokens.LOGIN, role, LOGIN_LIFETIME);
        };
    }

    /**
     * Checks the password of somebody who is known by a token.
     *
     * @throws HoldfastException as {@link #login}
     */
    public PasswordChecked checkPassword(Caller caller, String password, String origin) {
        String hash = checked(caller.user(), password, origin);
        return transaction -> {
            requireUnchanged(transaction, caller.user(), hash);
            delay.succeeded(transaction, caller.user(), origin);
        };
    }

    /** What is left to do, in a transaction, before a password is replaced. */
    public interface PasswordChecked {
        /**
         * @throws HoldfastException {@code login-refused} if it was replaced meanwhile
         */
        void require(Sql transaction);
    }

    /** Deletes what is not needed any more. */
    public void forget() {
        tokens.forgetExpired(database);
        delay.forget(database);
    }

    private String checked(String user, String password, String origin) {
        // each try counts before it is looked at: many at once are many
        database.inTransaction(
                sql -> {
                    delay.count(sql, user, origin);
                    return user;
                });
        Optional<String> hash =
                database.queryOne(
                        "select password from user_account where name = $1",
                        row -> row.getString(0),
                        user);
        boolean isRight = passwords.matches(password, hash.orElse(nobodysHash));
        if (!isRight || hash.isEmpty()) {
            throw refused();
        }
        return hash.get();
    }

    private static Role requireUnchanged(Sql sql, String user, String hash) {
        return sql.queryOne(
                        "select role from user_account where name = $1 and password = $2 for update",
                        row -> Role.valueOf(row.getString(0)),
                        user,
                        hash)
                .orElseThrow(Authentication::refused);
    }

    private static HoldfastException refused() {
        return new HoldfastException(
                ErrorCategory.ACCESS,
                "login-refused",
                "the name and the password do not belong together",
                "Check both; an admin gives a new password with 'holdfast user reset'.");
    }
}
