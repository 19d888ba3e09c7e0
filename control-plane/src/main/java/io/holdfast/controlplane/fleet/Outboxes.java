package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.persistence.Database;

/**
 * Up to where the records of each agent were received. A record is carried out first and counted
 * afterwards: one that comes again after a crash changes nothing.
 */
public final class Outboxes {
    private final Database database;

    public Outboxes(Database database) {
        this.database = database;
    }

    /** The newest record of this outbox that was received; 0 of one that is new. */
    public long received(AgentName name, String outbox) {
        return database.queryOne(
                        "select outbox_number from instance where cluster = $1 and name = $2 and"
                                + " outbox_id = $3",
                        row -> row.getLong(0),
                        name.cluster(),
                        name.instance(),
                        outbox)
                .orElse(0L);
    }

    /** All up to this one were received. */
    public void received(AgentName name, String outbox, long number) {
        database.execute(
                "update instance set outbox_id = $3, outbox_number = $4 where cluster = $1 and name"
                        + " = $2 and (outbox_id <> $3 or outbox_number < $4)",
                name.cluster(),
                name.instance(),
                outbox,
                number);
    }
}
