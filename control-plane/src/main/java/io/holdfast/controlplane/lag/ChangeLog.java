package io.holdfast.controlplane.lag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which clusters changed in which order, each only by its last change: so a reader walks back over
 * what it has not seen, and one that is slow finds each cluster once. Not thread-safe.
 */
final class ChangeLog {
    private final SequencedMap<String, Long> changed = new LinkedHashMap<>();
    // grows with every cluster that is taken away while this process lives: rare acts of people
    private final SequencedMap<String, Long> gone = new LinkedHashMap<>();
    private long version;

    void changed(String cluster) {
        gone.remove(cluster);
        changed.putLast(cluster, ++version);
    }

    void gone(String cluster) {
        changed.remove(cluster);
        gone.putLast(cluster, ++version);
    }

    long version() {
        return version;
    }

    List<String> changedSince(long seen) {
        return newest(changed, seen);
    }

    List<String> goneSince(long seen) {
        return newest(gone, seen);
    }

    private static List<String> newest(SequencedMap<String, Long> log, long seen) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Long> each : log.reversed().entrySet()) {
            if (each.getValue() <= seen) {
                break;
            }
            found.add(each.getKey());
        }
        return found;
    }
}
