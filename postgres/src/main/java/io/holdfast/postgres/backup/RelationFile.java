package io.holdfast.postgres.backup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of a relation, by its path in the data directory: {@code base/<database>/…}, {@code
 * global/…} or {@code pg_tblspc/<tablespace>/<version directory>/<database>/…}. Every such file is
 * an array of pages; everything else (maps, SLRUs, PG_VERSION) is not. Temporary relations are
 * never among them.
 *
 * @param tablespace 1663 for {@code base}, 1664 for {@code global}; unsigned, as all four numbers
 * @param database 0 for {@code global}
 * @param segment the number after the dot; 0 without one
 */
public record RelationFile(
        int tablespace, int database, int relation, RelationFork fork, int segment) {
    /** {@code pg_default}: the tablespace of {@code base}. */
    public static final int DEFAULT_TABLESPACE = 1663;

    /** {@code pg_global}: the tablespace of {@code global}. */
    public static final int GLOBAL_TABLESPACE = 1664;

    private static final String NUMBER = "[1-9][0-9]{0,9}";
    private static final String DIRECTORY =
            "base/(?<base>[0-9]{1,10})|(?<global>global)"
                    + "|pg_tblspc/(?<spc>[0-9]{1,10})/PG_[^/]+/(?<db>[0-9]{1,10})";

    /** {@code parse_filename_for_nontemp_relation}: no leading zeros, fork and segment optional. */
    private static final String FILE =
            "(?<rel>%s)(?<fork>_fsm|_vm|_init)?(?:\\.(?<seg>%s))?".formatted(NUMBER, NUMBER);

    private static final Pattern PATH = Pattern.compile("(?:" + DIRECTORY + ")/" + FILE);

    /** {@code looks_like_temp_rel_name} in PostgreSQL's {@code storage/file/fd.c}. */
    private static final Pattern TEMPORARY =
            Pattern.compile(
                    "(?:base/[0-9]+|pg_tblspc/[0-9]+/PG_[^/]+/[0-9]+)"
                            + "/t[0-9]+_[0-9]+(?:_fsm|_vm|_init)?(?:\\.[0-9]+)?");

    /** Empty for a path that holds no pages of a permanent or unlogged relation. */
    public static Optional<RelationFile> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long relation = Long.parseLong(matcher.group("rel"));
        long segment = number(matcher.group("seg"));
        if (relation > 0xFFFF_FFFFL || segment > 0xFFFF_FFFFL) {
            return Optional.empty();
        }
        return Optional.of(
                new RelationFile(
                        tablespaceOf(matcher),
                        (int) (number(matcher.group("base")) | number(matcher.group("db"))),
                        (int) relation,
                        forkOf(matcher.group("fork")),
                        (int) segment));
    }

    /** Whether {@code path} is a file of a temporary relation, {@code t<backend>_<relation>…}. */
    public static boolean isTemporary(String path) {
        return TEMPORARY.matcher(path).matches();
    }

    /**
     * The number of this file's first page within its fork (T52).
     *
     * @param blocksPerSegment from {@code pg_control}
     */
    public long firstBlock(int blocksPerSegment) {
        return Integer.toUnsignedLong(segment) * blocksPerSegment;
    }

    private static int tablespaceOf(Matcher matcher) {
        if (matcher.group("global") != null) {
            return GLOBAL_TABLESPACE;
        }
        String named = matcher.group("spc");
        return named == null ? DEFAULT_TABLESPACE : (int) Long.parseLong(named);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static RelationFork forkOf(@Nullable String suffix) {
        for (RelationFork fork : RelationFork.values()) {
            if (fork.suffix().equals(suffix)) {
                return fork;
            }
        }
        return RelationFork.MAIN;
    }
}
