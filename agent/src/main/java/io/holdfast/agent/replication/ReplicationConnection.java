package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.wire.FrontendMessages;
import io.holdfast.postgres.wire.ReplicationResults;
import io.holdfast.postgres.wire.ReplicationResults.SystemIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A session with a walsender ({@code replication/walsender.c}). One thread at a time uses it; any
 * thread may close. While a stream or a backup runs, nothing else can be asked.
 */
public final class ReplicationConnection implements AutoCloseable {
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

    private final Session session;
    private final Duration idleTimeout;
    private final InstantSource clock;

    ReplicationConnection(Session session, Duration idleTimeout, InstantSource clock) {
        this.session = session;
        this.idleTimeout = idleTimeout;
        this.clock = clock;
    }

    public SystemIdentity identifySystem() {
        return ReplicationResults.systemIdentity(query("IDENTIFY_SYSTEM").row());
    }

    /** A replication command, or SHOW; other SQL is refused by physical walsenders. */
    public QueryResult query(String command) {
        return session.query(command, idleTimeout);
    }

    /**
     * The history file of a timeline other than 1, its bytes as the server holds them (T27).
     *
     * @throws HoldfastException SQLSTATE 58P01 if the server has none
     */
    public TimelineHistory timelineHistory(TimelineId timeline) {
        return ReplicationResults.timelineHistory(query("TIMELINE_HISTORY " + timeline).row());
    }

    /** Creates a permanent physical slot that keeps WAL from now on (T22). */
    public SlotCreation createPhysicalSlot(String name) {
        try {
            query("CREATE_REPLICATION_SLOT " + quoted(name) + " PHYSICAL RESERVE_WAL");
            return SlotCreation.CREATED;
        } catch (HoldfastException e) {
            if (SqlState.of(e).filter(SqlState.DUPLICATE_OBJECT::equals).isPresent()) {
                return SlotCreation.ALREADY_EXISTS;
            }
            throw e;
        }
    }

    /**
     * Starts to stream at {@code start}, which must be at or before the end of the timeline on the
     * server. The server does not compare it with the slot: WAL that is gone shows as SQLSTATE
     * 58P01 in the stream, a gap before the start not at all (E1, T24).
     *
     * @throws HoldfastException SQLSTATE 55006 while another receiver holds the slot, 42704 without
     *     such a slot
     */
    public WalStream startReplication(Optional<String> slot, Lsn start, TimelineId timeline) {
        var command =
                "START_REPLICATION %sPHYSICAL %s TIMELINE %s"
                        .formatted(
                                slot.map(name -> "SLOT " + quoted(name) + " ").orElse(""),
                                start,
                                timeline);
        session.send(FrontendMessages.query(command));
        return WalStream.begin(session, session.next(idleTimeout), idleTimeout, clock);
    }

    /**
     * Starts a base backup; everything the server answers is pulled from the result.
     *
     * @param command {@code BASE_BACKUP} and its options in the form that the server's major
     *     understands
     * @param maxSilence how long the server may stay silent between two messages, the checkpoint
     *     before the first one included
     */
    public CopyOut baseBackup(String command, Duration maxSilence) {
        session.send(FrontendMessages.query(command));
        return new CopyOut(session, maxSilence);
    }

    /** What the server reported unasked: {@code server_version}, {@code TimeZone}, and so on. */
    public Map<String, String> parameters() {
        return session.parameters();
    }

    public int serverMajor() {
        return session.serverMajor();
    }

    /** False once it was closed, here or by the server. */
    public boolean isOpen() {
        return session.wire().isOpen();
    }

    @Override
    public void close() {
        session.close();
    }

    private static String quoted(String slot) {
        if (!SLOT_NAME.matcher(slot).matches()) {
            throw Refusals.badSlotName(slot);
        }
        return '"' + slot + '"';
    }
}
