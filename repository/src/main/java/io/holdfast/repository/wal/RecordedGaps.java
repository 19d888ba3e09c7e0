package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The WAL before an epoch that a repository says is lost: to all, or to this one alone, and others
 * hold it. Told from names, which say it all: a record that cannot be read is one nevertheless.
 */
public final class RecordedGaps {
    private static final Pattern NAME = Pattern.compile("[0-9A-F]{16}-[0-9A-F]{16}");

    private final List<Span> gaps;

    private RecordedGaps(List<Span> gaps) {
        this.gaps = gaps;
    }

    /** Those that the writer of an epoch has recorded. */
    public static RecordedGaps before(ClusterRepository repository, EpochId epoch) {
        String folder = WalNames.gaps(epoch);
        List<Span> gaps = new ArrayList<>();
        for (ObjectInfo object : new Listing(repository.store(), folder, "")) {
            String name = object.name().substring(folder.length());
            if (NAME.matcher(name).matches()) {
                gaps.add(Span.parse(name));
            }
            // a later version may keep more here
        }
        return new RecordedGaps(List.copyOf(gaps));
    }

    /** Whether all WAL from {@code position} to {@code end}, where a gap must end, is lost. */
    public boolean cover(Lsn position, Lsn end) {
        return position.isBefore(end)
                && gaps.stream()
                        .anyMatch(gap -> gap.end().equals(end) && !gap.start().isAfter(position));
    }
}
