package io.holdfast.agent.capture;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wire.ReplicationResults.SystemIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server says of itself before capture begins.
 *
 * @param flushed the end of its WAL
 * @param histories of its timeline (last) and of the ancestors that have a file
 * @param walSenderTimeout zero if it never times out
 */
record ServerFacts(
        SystemIdentifier systemIdentifier,
        int major,
        WalSegmentSize segmentSize,
        io.holdfast.postgres.Lsn flushed,
        List<TimelineHistory> histories,
        boolean isInRecovery,
        Duration walSenderTimeout) {

    static ServerFacts read(ReplicationConnection replication, PgConnection sql) {
        boolean inRecovery = sql.query("select pg_is_in_recovery()").value().orElse("").equals("t");
        String settings =
                "select (select setting from pg_settings where name = 'wal_segment_size') as segment,"
                        + " (select setting from pg_settings where name = 'wal_sender_timeout') as"
                        + " timeout";
        var row = sql.query(settings).row();
        SystemIdentity identity = replication.identifySystem();
        return new ServerFacts(
                identity.systemIdentifier(),
                replication.serverMajor(),
                new WalSegmentSize(Integer.parseInt(row.required("segment"))),
                identity.flushed(),
                histories(replication, identity.timeline()),
                inRecovery,
                Duration.ofMillis(Long.parseLong(row.required("timeout"))));
    }

    /** The server's own timeline's last; before it those of its ancestors that have a file. */
    private static List<TimelineHistory> histories(
            ReplicationConnection replication, TimelineId timeline) {
        if (timeline.value() == 1) {
            return List.of(TimelineHistory.root(timeline));
        }
        List<TimelineHistory> histories = new ArrayList<>();
        TimelineHistory own = replication.timelineHistory(timeline);
        for (TimelineHistory.Ancestor ancestor : own.ancestors()) {
            if (ancestor.timeline().value() != 1) {
                histories.add(replication.timelineHistory(ancestor.timeline()));
            }
        }
        histories.add(own);
        return histories;
    }

    TimelineHistory history() {
        return histories.getLast();
    }

    StartDecision.Server forDecision() {
        return new StartDecision.Server(
                systemIdentifier.toString(), segmentSize.bytes(), flushed, history());
    }
}
