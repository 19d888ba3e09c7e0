package io.holdfast.controlplane.access;

import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The local users. Their passwords are made here, or replaced by themselves. */
public final class Users {
    static final String FIRST_ADMIN = "admin";

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final int SHORTEST_PASSWORD = 12;

    private final Passwords passwords;
    private final Secrets secrets;
    private final InstantSource clock;

    /**
     * @param random a cryptographically strong source
     */
    public Users(InstantSource clock, RandomGenerator random) {
        this(new Passwords(), new Secrets(random), clock);
    }

    Users(Passwords passwords, Secrets secrets, InstantSource clock) {
        this.passwords = passwords;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * @param lastLoginAt null if there was none
     */
    public record User(String name, Role role, Instant createdAt, @Nullable Instant lastLoginAt) {}

    /**
     * A user whose password was made just now.
     *
     * @param password to be shown once
     */
    public record Made(User user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return user.toString();
        }
    }

    /**
     * Makes the first user of a database, once over all replicas.
     *
     * @return empty if there was one
     */
    public Optional<Made> ensureFirstAdmin(Sql sql, NewPassword password) {
        // waits for another replica that is at it
        sql.execute("lock table user_account in share row exclusive mode");
        if (!list(sql).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(create(sql, FIRST_ADMIN, Role.ADMIN, password));
    }

    /**
     * Gives the first user a new password and makes it an admin again: for those who have the
     * control plane's machine, and have lost the password.
     */
    public Made restoreFirstAdmin(Sql sql, NewPassword password) {
        insert(sql, FIRST_ADMIN, Role.ADMIN, password.hash());
        setPassword(sql, FIRST_ADMIN, password.hash(), "");
        return new Made(setRole(sql, FIRST_ADMIN, Role.ADMIN), password.password());
    }

    /** All users, by name. */
    public List<User> list(Sql sql) {
        return sql.query(
                "select name, role, created_at, last_login_at from user_account order by name",
                Users::user);
    }

    /** What has to be computed before a user is created in a transaction. */
    public NewPassword newPassword() {
        String password = secrets.password();
        return new NewPassword(password, passwords.hash(password));
    }

    /** A password that nobody has yet, and its hash, which takes time. */
    public record NewPassword(String password, String hash) {
        @Override
        public String toString() {
            return "a new password";
        }
    }

    /**
     * Creates a user.
     *
     * @throws HoldfastException {@code user-exists}, {@code user-name-malformed}
     */
    public Made create(Sql sql, String name, Role role, NewPassword password) {
        if (!isName(name)) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "user-name-malformed",
                    "the name of the new user cannot be used",
                    "Use 1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
        }
        if (insert(sql, name, role, password.hash()) == 0) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "user-exists",
                    "there is a user " + name + " already",
                    "Choose another name, or give that user another role.");
        }
        return new Made(require(sql, name), password.password());
    }

    private int insert(Sql sql, String name, Role role, String hash) {
        return sql.execute(
                "insert into user_account (name, role, password, created_at) values ($1, $2, $3,"
                        + " $4) on conflict do nothing",
                name,
                role.name(),
                hash,
                now());
    }

    /**
     * Gives a user another role.
     *
     * @throws HoldfastException {@code user-not-found}, {@code last-admin}
     */
    public User setRole(Sql sql, String name, Role role) {
        keepAnAdmin(sql, name, role == Role.ADMIN);
        sql.execute("update user_account set role = $2 where name = $1", name, role.name());
        return require(sql, name);
    }

    /**
     * Deletes a user and all its tokens.
     *
     * @throws HoldfastException {@code user-not-found}, {@code last-admin}
     */
    public void delete(Sql sql, String name) {
        keepAnAdmin(sql, name, false);
        sql.execute("delete from user_account where name = $1", name);
    }

    // All admins are held until the transaction ends: of two that demote each other one waits, and
    // then sees that it would be the last.
    private void keepAnAdmin(Sql sql, String name, boolean staysAdmin) {
        List<String> admins =
                sql.query(
                        "select name from user_account where role = 'ADMIN' order by name for"
                                + " update",
                        row -> row.getString(0));
        require(sql, name);
        if (!staysAdmin && admins.equals(List.of(name))) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "last-admin",
                    "user " + name + " is the only admin",
                    "Make another user an admin first.");
        }
    }

    /**
     * Replaces a password, and revokes the user's tokens but one.
     *
     * @param keptToken the id of a token that stays; empty for none
     * @throws HoldfastException {@code user-not-found}
     */
    public void setPassword(Sql sql, String name, String hash, String keptToken) {
        if (sql.execute("update user_account set password = $2 where name = $1", name, hash) == 0) {
            throw notFound(name);
        }
        sql.execute("delete from access_token where user_name = $1 and id <> $2", name, keptToken);
        sql.execute("delete from login_failure where who = $1", "user:" + name);
    }

    /**
     * The hash of a password that a user has chosen.
     *
     * @throws HoldfastException {@code password-too-short}
     */
    public String hashOfChosen(String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "password-too-short",
                    "the new password is too short",
                    "Choose one of at least " + SHORTEST_PASSWORD + " characters.");
        }
        return passwords.hash(password);
    }

    /**
     * One user.
     *
     * @throws HoldfastException {@code user-not-found}
     */
    public User require(Sql sql, String name) {
        return sql.queryOne(
                        "select name, role, created_at, last_login_at from user_account where name"
                                + " = $1",
                        Users::user,
                        name)
                .orElseThrow(() -> notFound(name));
    }

    /** Whether a user can have this name. */
    static boolean isName(String text) {
        return text.matches(NAME);
    }

    private static HoldfastException notFound(String name) {
        return new HoldfastException(
                ErrorCategory.NOT_FOUND,
                "user-not-found",
                "there is no user " + name,
                "'holdfast user list' shows those that there are.");
    }

    private static User user(Row row) {
        OffsetDateTime login = row.getOffsetDateTime("last_login_at");
        return new User(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getOffsetDateTime("created_at").toInstant(),
                login == null ? null : login.toInstant());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
