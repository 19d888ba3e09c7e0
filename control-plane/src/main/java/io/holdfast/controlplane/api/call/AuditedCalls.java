package io.holdfast.controlplane.api.call;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.audit.Act;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.audit.Outcome;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.json.JsonObject;

/**
 * Calls that leave an entry in the audit log: what they change they change in one transaction with
 * it, the only one that they get.
 */
public final class AuditedCalls {
    /** Of what a caller wrote: anybody may try to log in, and the log is kept for years. */
    private static final int LONGEST_TEXT = 300;

    private final Database database;
    private final Authentication authentication;
    private final AuditLog log;

    public AuditedCalls(Database database, Authentication authentication, AuditLog log) {
        this.database = database;
        this.authentication = authentication;
        this.log = log;
    }

    /** What a call is done to, such as {@code user:alice}. */
    public interface Subject<Q> {
        String of(Call call, Q request);
    }

    /** What a call is about to do: first what takes time, then, in a transaction, what changes. */
    public interface Deed<Q, A> {
        InTransaction<A> prepare(Call call, Q request);
    }

    /** The change. */
    public interface InTransaction<A> {
        Answered<A> make(Sql transaction);

        /** Runs when it has happened. */
        default void afterwards() {}
    }

    <Q, A> A make(Call call, Q request, String subject, Deed<Q, A> deed) {
        try {
            InTransaction<A> change = deed.prepare(call, request);
            A answer =
                    database.inTransaction(
                            transaction -> {
                                log.hold(transaction);
                                call.known()
                                        .ifPresent(
                                                caller ->
                                                        authentication.requireStill(
                                                                transaction, caller));
                                Answered<A> done = change.make(transaction);
                                log.append(
                                        transaction,
                                        act(
                                                call,
                                                Outcome.DONE,
                                                subject,
                                                text(done.before()),
                                                text(done.after())));
                                return done.answer();
                            });
            change.afterwards();
            return answer;
        } catch (HoldfastException e) {
            if (isDecided(e)) {
                boolean isDenied = e.category() == ErrorCategory.ACCESS;
                note(call, isDenied ? Outcome.DENIED : Outcome.FAILED, subject, e);
            }
            throw e;
        }
    }

    // A database that cannot be reached keeps no entry either; who is told to wait was not judged,
    // and may ask as often as it likes.
    private static boolean isDecided(HoldfastException e) {
        return e.category() != ErrorCategory.TRANSIENT;
    }

    void denied(Call call, String subject, HoldfastException e) {
        note(call, Outcome.DENIED, subject, e);
    }

    private void note(Call call, Outcome outcome, String subject, HoldfastException e) {
        JsonObject why =
                new JsonObject()
                        .put("code", e.code())
                        .put("message", shown(String.valueOf(e.getMessage())));
        try {
            database.inTransaction(
                    sql -> log.append(sql, act(call, outcome, subject, "", text(why))));
        } catch (HoldfastException unnoted) {
            e.addSuppressed(unnoted);
        }
    }

    /** Of a call that changes nothing, and is an act all the same. */
    void note(Call call) {
        database.inTransaction(sql -> log.append(sql, act(call, Outcome.DONE, "", "", "")));
    }

    private static Act act(
            Call call, Outcome outcome, String subject, String before, String after) {
        return new Act(
                call.actor(), call.origin(), call.name(), shown(subject), outcome, before, after);
    }

    // A request may hold anything, also what the database does not take.
    private static String shown(String text) {
        String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return printable.length() <= LONGEST_TEXT
                ? printable
                : printable.substring(0, LONGEST_TEXT) + "...";
    }

    private static String text(JsonObject json) {
        return json.isEmpty() ? "" : json.encode();
    }
}
