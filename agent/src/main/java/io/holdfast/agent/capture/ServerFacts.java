package io.holdfast.agent.capture;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.ReplicationConnection;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wire.ReplicationResults.SystemIdentity;
import java.time.Duration;

/** What a server says of itself before capture begins. */
record ServerFacts(
        SystemIdentifier systemIdentifier,
        int major,
        WalSegmentSize segmentSize,
        io.holdfast.postgres.Lsn flushed,
        TimelineHistory history,
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
                history(replication, identity.timeline()),
                inRecovery,
                Duration.ofMillis(Long.parseLong(row.required("timeout"))));
    }

    private static TimelineHistory history(ReplicationConnection replication, TimelineId timeline) {
        return timeline.value() == 1
                ? TimelineHistory.root(timeline)
                : replication.timelineHistory(timeline);
    }

    StartDecision.Server forDecision() {
        return new StartDecision.Server(
                systemIdentifier.toString(), segmentSize.bytes(), flushed, history);
    }
}
