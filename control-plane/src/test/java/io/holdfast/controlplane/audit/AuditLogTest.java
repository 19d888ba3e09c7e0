package io.holdfast.controlplane.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.error.HoldfastException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class AuditLogTest {
    private final StateServer server = StateServer.start(18);
    private final AuditLog log = new AuditLog(InstantSource.system());

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void replicasThatAppendAtOnceMakeOneChain() throws Exception {
        DatabaseAddress address = server.newDatabase();
        try (Database one = Database.open(server.vertx(), address);
                Database other = Database.open(server.vertx(), address);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<AuditEntry>> appends = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Database database = i % 2 == 0 ? one : other;
                Act act = act("user-" + i);
                appends.add(() -> database.inTransaction(sql -> log.append(sql, act)));
            }

            for (Future<AuditEntry> append : threads.invokeAll(appends)) {
                append.get();
            }

            List<AuditEntry> entries = log.from(one, 1, 1_000);
            assertEquals(
                    LongStream.rangeClosed(1, 60).boxed().toList(),
                    entries.stream().map(AuditEntry::number).toList());
            assertEquals(Optional.empty(), firstBreak(entries));
        }
    }

    /** What is undone leaves no entry, and no hole in the numbers. */
    @Test
    void anActThatIsUndoneWasNever() {
        try (Database database = server.open()) {
            append(database, "first");
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            database.inTransaction(
                                    sql -> {
                                        log.append(sql, act("undone"));
                                        throw new IllegalStateException("at the very end");
                                    }));
            append(database, "second");

            List<AuditEntry> entries = log.from(database, 1, 10);
            assertEquals(
                    List.of("first", "second"),
                    entries.stream().map(entry -> entry.act().actor()).toList());
            assertEquals(Optional.empty(), firstBreak(entries));
        }
    }

    @Test
    void pagesGoBackwardsFromTheNewest() {
        try (Database database = server.open()) {
            for (int i = 1; i <= 5; i++) {
                append(database, "user-" + i);
            }

            assertEquals(List.of(5L, 4L), numbers(log.newest(database, Long.MAX_VALUE, 2)));
            assertEquals(List.of(3L, 2L), numbers(log.newest(database, 4, 2)));
            assertEquals(List.of(3L, 4L), numbers(log.from(database, 3, 2)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'mallory'",
                "delete from audit_entry",
                "truncate audit_entry"
            })
    void theDatabaseItselfRefusesWhatIsNoAppending(String statement) {
        try (Database database = server.open()) {
            append(database, "alice");

            assertThrows(HoldfastException.class, () -> database.execute(statement));

            assertEquals("alice", log.from(database, 1, 10).getFirst().act().actor());
        }
    }

    /** Whoever owns the database can switch the trigger off, and is found out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit_entry set actor = 'mallory' where number = 3 | 3",
                "update audit_entry set after = '{}' where number = 1 | 1",
                "update audit_entry set at = at + interval '1 microsecond' where number = 2 | 2",
                "delete from audit_entry where number = 2 | 2",
                "delete from audit_entry where number = 1 | 1"
            })
    void aChangeBehindTheBackIsFound(String statement, long number) {
        try (Database database = server.open()) {
            for (int i = 1; i <= 4; i++) {
                append(database, "user-" + i);
            }
            database.execute("alter table audit_entry disable trigger user");

            assertEquals(1, database.execute(statement));

            assertEquals(
                    Optional.of(number),
                    firstBreak(log.from(database, 1, 10)).map(AuditChain.Break::number));
        }
    }

    private AuditEntry append(Database database, String actor) {
        return database.inTransaction(sql -> log.append(sql, act(actor)));
    }

    private static Act act(String actor) {
        return new Act(actor, "192.0.2.1", "Access.Login", "", Outcome.DONE, "", "");
    }

    private static List<Long> numbers(List<AuditEntry> entries) {
        return entries.stream().map(AuditEntry::number).toList();
    }

    private static Optional<AuditChain.Break> firstBreak(List<AuditEntry> entries) {
        AuditChain chain = AuditChain.fromTheBeginning();
        return entries.stream().map(chain::check).flatMap(Optional::stream).findFirst();
    }
}
