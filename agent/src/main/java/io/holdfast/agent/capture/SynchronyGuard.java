package io.holdfast.agent.capture;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.SynchronousStandbyNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether commits of the server's clients wait for this agent (T31). That is said, and refused
 * where they would wait for what an agent never reports, which is that it has applied something.
 * Read from any thread.
 */
final class SynchronyGuard {
    private static final String QUERY =
            "select (select setting from pg_settings where name = 'synchronous_standby_names') as"
                    + " names, (select setting from pg_settings where name ="
                    + " 'synchronous_commit') as level";

    private final String applicationName;
    private final CaptureListener listener;
    private String told = "";
    private volatile @Nullable HoldfastException refusal;

    /**
     * @param applicationName of the walsender's connection
     */
    SynchronyGuard(String applicationName, CaptureListener listener) {
        this.applicationName = applicationName;
        this.listener = listener;
    }

    /** Reads the settings; says once what they are found to mean. */
    synchronized void check(PgConnection sql) {
        var row = sql.query(QUERY).row();
        String names = row.required("names");
        boolean isAwaited = SynchronousStandbyNames.parse(names).includes(applicationName);
        refusal = isAwaited && row.required("level").equals("remote_apply") ? refusal(names) : null;
        if (isAwaited && !told.equals(names)) {
            listener.happened(new CaptureEvent.CommitsWait(applicationName, names));
        }
        told = isAwaited ? names : "";
    }

    /** Why no WAL may be streamed, if the last check found that. */
    Optional<HoldfastException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private HoldfastException refusal(String names) {
        return new HoldfastException(
                ErrorCategory.POSTGRES,
                "capture-remote-apply",
                ("synchronous_standby_names is '%s', which includes '%s', and synchronous_commit is"
                                + " remote_apply: commits would wait for ever, for an agent applies"
                                + " nothing")
                        .formatted(names, applicationName),
                "Name the standbys one by one in synchronous_standby_names, without "
                        + applicationName
                        + " and without *, or set synchronous_commit to on, and reload; capture"
                        + " then begins by itself.");
    }
}
