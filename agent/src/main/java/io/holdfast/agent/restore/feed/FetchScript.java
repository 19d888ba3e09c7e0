package io.holdfast.agent.restore.feed;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The shell side of the spool. Only POSIX: no clock is read; a heartbeat is fresh as long as its
 * content changes. Only the feeder's word <em>absent</em> becomes exit 1, which ends a recovery and
 * promotes; whatever goes wrong, in the script itself too, becomes 126, which stops PostgreSQL
 * (E10, T1).
 */
final class FetchScript {
    static final String NAME = "fetch.sh";

    private static final int TICKS_PER_SECOND = 10;
    private static final String TEXT =
            """
            #!/bin/sh
            # Written by Holdfast for one restore: fetch.sh %f %p
            # 0: the file was copied. 1: the plan of the restore says that there is no such file.
            # 126: everything else; PostgreSQL stops, and never promotes too early.
            spool=@SPOOL@
            stale=@STALE@
            name=$1
            to=$2

            say() { echo "holdfast: $*" >&2; }

            fetch() {
                case $name in
                '' | *[!0-9A-Za-z.]*) say "'$name' is no name of a WAL file"; return 126 ;;
                esac
                answer=$spool/answers/$name
                silence=0
                beat=
                while :; do
                    if [ -f "$answer.ready" ]; then
                        cp "$answer.ready" "$to" && return 0
                        # gone again: PostgreSQL had passed it; it is fetched anew
                        [ -f "$answer.ready" ] && { say "cannot copy $name to $to"; return 126; }
                    fi
                    [ -f "$answer.absent" ] && return 90
                    [ -f "$answer.failed" ] && { cat "$answer.failed" >&2; return 126; }
                    if [ ! -f "$spool/requests/$name" ]; then
                        touch "$spool/requests/$name" || { say "cannot ask for $name"; return 126; }
                    fi
                    now=
                    { read -r now < "$spool/heartbeat"; } 2>/dev/null
                    if [ "$now" != "$beat" ]; then
                        beat=$now
                        silence=0
                    elif [ "$silence" -ge "$stale" ]; then
                        say "the feeder of $spool is silent; start it again, then PostgreSQL"
                        return 126
                    fi
                    if sleep 0.1 2>/dev/null; then
                        silence=$((silence + 1))
                    else
                        sleep 1
                        silence=$((silence + 10))
                    fi
                done
            }

            (fetch)
            case $? in
            0) exit 0 ;;
            90) exit 1 ;;
            *) exit 126 ;;
            esac
            """;

    private FetchScript() {}

    static String text(Path spool, Duration staleAfter) {
        long ticks = Math.max(1, staleAfter.toMillis() * TICKS_PER_SECOND / 1000);
        return TEXT.replace("@SPOOL@", quoted(spool)).replace("@STALE@", Long.toString(ticks));
    }

    /**
     * The value of {@code restore_command}. The script is run by its path, not by {@code sh}: a
     * script that is gone is then 127, which stops PostgreSQL too.
     */
    static String command(Path spool) {
        return quoted(spool.resolve(NAME)).replace("%", "%%") + " \"%f\" \"%p\"";
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
