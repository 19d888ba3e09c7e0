package io.holdfast.controlplane.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.error.HoldfastException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class UsersTest {
    private final StateServer server = StateServer.start(18);
    private final Users users = new Users(InstantSource.system(), new SecureRandom());

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void replicasThatBeginAtOnceMakeOneFirstAdmin() throws Exception {
        DatabaseAddress address = server.newDatabase();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<Users.Made>> first =
                    () -> {
                        try (Database database = Database.open(server.vertx(), address)) {
                            Users.NewPassword password = users.newPassword();
                            return database.inTransaction(
                                    sql -> users.ensureFirstAdmin(sql, password));
                        }
                    };

            int made = 0;
            for (Future<Optional<Users.Made>> replica :
                    threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> first).toList())) {
                made += replica.get().isPresent() ? 1 : 0;
            }

            assertEquals(1, made);
        }
        try (Database database = Database.open(server.vertx(), address)) {
            assertEquals(List.of("admin"), names(database));
        }
    }

    /** Two admins who demote each other at the same moment: one of them stays. */
    @Test
    void anAdminIsAlwaysLeft() throws Exception {
        try (Database database = server.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                String one = "one-" + round;
                String other = "other-" + round;
                create(database, one, Role.ADMIN);
                create(database, other, Role.ADMIN);
                Callable<Object> demote =
                        () -> database.inTransaction(sql -> users.setRole(sql, one, Role.VIEWER));
                Callable<Object> delete =
                        () ->
                                database.inTransaction(
                                        sql -> {
                                            users.delete(sql, other);
                                            return other;
                                        });

                int refused = 0;
                for (Future<Object> tried : threads.invokeAll(List.of(demote, delete))) {
                    refused += isRefused(tried) ? 1 : 0;
                }

                assertEquals(1, refused);
                List<Users.User> admins =
                        users.list(database).stream()
                                .filter(user -> user.role() == Role.ADMIN)
                                .toList();
                assertEquals(1, admins.size());
                // the next round begins with none
                database.execute("delete from user_account");
            }
        }
    }

    private static boolean isRefused(Future<Object> tried) throws InterruptedException {
        try {
            tried.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof HoldfastException refused
                    && refused.code().equals("last-admin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Alice", "a b", "-a", "a/b", "a\u0000", "'; drop table user_account"})
    void aNameThatCannotBeUsedIsRefusedAndNotRepeated(String name) {
        try (Database database = server.open()) {
            HoldfastException refused =
                    assertThrows(
                            HoldfastException.class, () -> create(database, name, Role.VIEWER));

            assertEquals("user-name-malformed", refused.code());
            assertFalse(name.length() > 3 && refused.advice().contains(name), refused::advice);
            assertEquals(List.of(), names(database));
        }
    }

    @Test
    void aTakenNameAndAnUnknownOneAreSaidToBe() {
        try (Database database = server.open()) {
            create(database, "alice", Role.VIEWER);

            assertEquals("user-exists", code(() -> create(database, "alice", Role.ADMIN)));
            assertEquals(Role.VIEWER, users.require(database, "alice").role());
            assertEquals("user-not-found", code(() -> users.require(database, "bob")));
            assertEquals("user-not-found", code(() -> users.delete(database, "bob")));
            assertEquals(
                    "user-not-found", code(() -> users.setPassword(database, "bob", "hash", "")));
        }
    }

    @Test
    void aPasswordIsKeptAsItsHashAlone() {
        try (Database database = server.open()) {
            Users.Made made = create(database, "alice", Role.VIEWER);

            String kept =
                    database.queryOne("select password from user_account", row -> row.getString(0))
                            .orElseThrow();

            assertTrue(kept.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), kept);
            assertTrue(new Passwords().matches(made.password(), kept));
            assertFalse(new Passwords().matches(made.password() + "x", kept));
            assertFalse(made.toString().contains(made.password()));
        }
    }

    @Test
    void aShortPasswordIsRefused() {
        assertEquals("password-too-short", code(() -> users.hashOfChosen("elevenchars")));
        assertTrue(new Passwords().matches("twelve-chars", users.hashOfChosen("twelve-chars")));
    }

    private Users.Made create(Database database, String name, Role role) {
        Users.NewPassword password = users.newPassword();
        return database.inTransaction(sql -> users.create(sql, name, role, password));
    }

    private List<String> names(Database database) {
        return users.list(database).stream().map(Users.User::name).toList();
    }

    private static String code(org.junit.jupiter.api.function.Executable refused) {
        return assertThrows(HoldfastException.class, refused).code();
    }
}
