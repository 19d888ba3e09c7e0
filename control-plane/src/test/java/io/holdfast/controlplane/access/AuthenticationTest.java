package io.holdfast.controlplane.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.ManualClock;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final String ORIGIN = "192.0.2.1";
    private static final RandomGenerator RANDOM = new SecureRandom();

    private final StateServer server = StateServer.start(18);
    private final ManualClock clock = new ManualClock();
    private final Users users = new Users(clock, RANDOM);
    private final Tokens tokens = new Tokens(clock, RANDOM);
    private Database database = server.open();
    private final Authentication authentication = new Authentication(database, tokens, clock);
    private String password = "";

    @BeforeEach
    void createAlice() {
        Users.NewPassword made = users.newPassword();
        password =
                database.inTransaction(sql -> users.create(sql, "alice", Role.OPERATOR, made))
                        .password();
    }

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    @Test
    void aLoginGivesATokenForHalfADay() {
        String secret = login("alice", password).secret();

        Caller caller = authentication.caller(secret, true);
        assertEquals("alice", caller.user());
        assertEquals(Role.OPERATOR, caller.role());
        assertEquals(clock.instant().plus(Duration.ofHours(12)), caller.expiresAt());

        clock.pass(Duration.ofHours(12));
        assertEquals("not-authenticated", refusal(secret).code());
    }

    /** Nobody learns from a refusal whether there is such a user. */
    @Test
    void aWrongNameAndAWrongPasswordAreRefusedAlike() {
        HoldfastException wrongPassword = refusedLogin("alice", password + "x");
        HoldfastException wrongName = refusedLogin("bob", password);
        HoldfastException noName = refusedLogin("\u0000'", password);

        assertEquals("login-refused", wrongPassword.code());
        assertEquals(wrongPassword.advice(), wrongName.advice());
        assertEquals(wrongPassword.advice(), noName.advice());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "4, 0",
        "5, 2",
        "6, 4",
        "9, 32",
        "13, 512",
        "14, 900",
        "40, 900",
        "2000000, 900"
    })
    void theDelayDoublesUpToAQuarterOfAnHour(int failures, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), LoginDelay.delay(failures));
    }

    @Test
    void whoGuessesIsSlowedDownAlsoWithTheRightPassword() {
        for (int i = 0; i < 5; i++) {
            assertEquals("login-refused", refusedLogin("alice", "guess " + i).code());
        }
        HoldfastException delayed = refusedLogin("alice", password);
        assertEquals("login-delayed", delayed.code());
        assertEquals(ErrorCategory.TRANSIENT, delayed.category());

        clock.pass(Duration.ofSeconds(3));
        assertEquals("alice", login("alice", password).token().user());
        // and all is forgotten
        assertEquals("login-refused", refusedLogin("alice", "guess").code());
        assertEquals("alice", login("alice", password).token().user());
    }

    @Test
    void oneAddressThatTriesManyUsersIsSlowedDown() {
        for (int i = 0; i < 5; i++) {
            refusedLogin("user-" + i, "guess");
        }

        assertEquals("login-delayed", refusedLogin("alice", password).code());
        authentication.login("alice", password, "192.0.2.2");
    }

    /** A password that was replaced while it was checked admits nobody. */
    @Test
    void aLoginDoesNotOutliveItsPassword() {
        Authentication.Admitted admitted = authentication.login("alice", password, ORIGIN);
        users.setPassword(database, "alice", users.newPassword().hash(), "");

        HoldfastException refused =
                assertThrows(
                        HoldfastException.class, () -> database.inTransaction(admitted::admit));

        assertEquals("login-refused", refused.code());
        assertEquals(List.of(), tokens.list(database, admin()));
    }

    @Test
    void aTokenFollowsTheRoleOfItsUser() {
        String secret = login("alice", password).secret();
        String viewing = create(Role.VIEWER).secret();
        users.setRole(database, "alice", Role.ADMIN);
        assertEquals(Role.OPERATOR, authentication.caller(secret, true).role());
        users.create(database, "root", Role.ADMIN, users.newPassword());

        users.setRole(database, "alice", Role.AUDITOR);

        assertEquals(Role.VIEWER, authentication.caller(secret, true).role());
        assertEquals(Role.VIEWER, authentication.caller(viewing, true).role());
        users.delete(database, "alice");
        assertEquals("not-authenticated", refusal(secret).code());
        assertEquals("not-authenticated", refusal(viewing).code());
    }

    @Test
    void aNewPasswordRevokesAllTokensButTheOneInUse() {
        Tokens.Made used = login("alice", password);
        String other = create(Role.VIEWER).secret();

        users.setPassword(database, "alice", users.newPassword().hash(), used.token().id());

        assertEquals("alice", authentication.caller(used.secret(), true).user());
        assertEquals("not-authenticated", refusal(other).code());
    }

    @Test
    void aTokenIsRevokedByItsUserOrAnAdminAndByNobodyElse() {
        Tokens.Made made = create(Role.VIEWER);
        Caller bob = new Caller("bob", Role.RECOVERY, "t", clock.instant());

        HoldfastException refused =
                assertThrows(
                        HoldfastException.class,
                        () -> tokens.revoke(database, bob, made.token().id()));
        assertEquals("token-not-found", refused.code());
        assertEquals(List.of(), tokens.list(database, bob));
        assertEquals(List.of(made.token()), tokens.list(database, admin()));

        tokens.revoke(database, alice(), made.token().id());
        assertEquals("not-authenticated", refusal(made.secret()).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECOVERY", "ADMIN", "AUDITOR"})
    void nobodyGivesATokenMoreThanItHas(Role role) {
        assertEquals("token-role-too-great", refusedToken("backup", role, Duration.ofDays(1)));
    }

    @Test
    void purposesAndLifetimesHaveBounds() {
        Duration day = Duration.ofDays(1);
        assertEquals("token-purpose-malformed", refusedToken(" ", Role.VIEWER, day));
        assertEquals("token-purpose-malformed", refusedToken("x".repeat(101), Role.VIEWER, day));
        assertEquals(
                "token-lifetime-refused",
                refusedToken("backup", Role.VIEWER, Duration.ofSeconds(59)));
        assertEquals(
                "token-lifetime-refused",
                refusedToken("backup", Role.VIEWER, Duration.ofDays(366).plusSeconds(1)));
    }

    @Test
    void theDatabaseHoldsNoTokenThatCouldBeUsed() {
        String secret = login("alice", password).secret();

        List<String> rows =
                database.query("select t::text from access_token t", row -> row.getString(0));

        assertEquals(1, rows.size());
        assertFalse(rows.getFirst().contains(secret.substring(Secrets.TOKEN_PREFIX.length())));
    }

    /** Who was known a short while ago can look while the database is away; nobody else can. */
    @Test
    void withoutItsDatabaseItKnowsWhomItKnew() {
        String known = login("alice", password).secret();
        String unknown = create(Role.VIEWER).secret();
        authentication.caller(known, true);

        server.server().stop(StopMode.IMMEDIATE);

        assertEquals("alice", authentication.caller(known, true).user());
        assertTrue(refusal(unknown).category() == ErrorCategory.TRANSIENT);
        clock.pass(Duration.ofMinutes(15));
        assertTrue(refusal(known).category() == ErrorCategory.TRANSIENT);
    }

    @Test
    void aRevokedTokenIsForgottenAtOnce() {
        Tokens.Made made = login("alice", password);
        authentication.caller(made.secret(), true);
        tokens.revoke(database, alice(), made.token().id());
        assertEquals("not-authenticated", refusal(made.secret()).code());

        server.server().stop(StopMode.IMMEDIATE);

        assertEquals(ErrorCategory.TRANSIENT, refusal(made.secret()).category());
    }

    private Tokens.Made login(String user, String password) {
        Authentication.Admitted admitted = authentication.login(user, password, ORIGIN);
        return database.inTransaction(admitted::admit);
    }

    private HoldfastException refusedLogin(String user, String password) {
        return assertThrows(HoldfastException.class, () -> login(user, password));
    }

    private HoldfastException refusal(String secret) {
        return assertThrows(HoldfastException.class, () -> authentication.caller(secret, true));
    }

    private Tokens.Made create(Role role) {
        return tokens.create(database, alice(), "backup", role, Duration.ofDays(1));
    }

    private String refusedToken(String purpose, Role role, Duration lifetime) {
        return assertThrows(
                        HoldfastException.class,
                        () -> tokens.create(database, alice(), purpose, role, lifetime))
                .code();
    }

    private Caller alice() {
        return new Caller("alice", Role.OPERATOR, "none", clock.instant());
    }

    private Caller admin() {
        return new Caller("root", Role.ADMIN, "none", clock.instant());
    }
}
