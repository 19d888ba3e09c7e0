package io.holdfast.controlplane.persistence;

import java.time.Duration;

/**
 * Something that one of several control planes is to do: who has the lease does it, and another one
 * may some seconds after the holder was heard last. The database's clock counts, not theirs.
 */
public final class Lease {
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private final Sql sql;
    private final String name;
    private final String holder;

    /**
     * @param holder this process; unique
     */
    public Lease(Sql sql, String name, String holder) {
        this.sql = sql;
        this.name = name;
        this.holder = holder;
    }

    /** Takes the lease, or keeps it; false if another process has it. */
    public boolean hold() {
        return sql.execute(
                        "insert into lease as l (name, holder, until) values ($1, $2, now() + $3 *"
                                + " interval '1 second') on conflict (name) do update set holder ="
                                + " excluded.holder, until = excluded.until where l.holder ="
                                + " excluded.holder or l.until < now()",
                        name,
                        holder,
                        LENGTH.toSeconds())
                == 1;
    }

    /** Gives it up, so that another one need not wait. */
    public void release() {
        sql.execute("delete from lease where name = $1 and holder = $2", name, holder);
    }
}
