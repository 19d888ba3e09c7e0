package io.holdfast.controlplane.lag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** When the silence of each cluster will have lasted too long. Not thread-safe. */
final class Deadlines {
    private final Map<String, Deadline> byCluster = new HashMap<>();
    // readings of a monotonic clock may overflow: only their differences have an order
    private final NavigableSet<Deadline> ordered =
            new TreeSet<>(
                    ((Comparator<Deadline>) (a, b) -> Long.signum(a.nanos() - b.nanos()))
                            .thenComparing(Deadline::cluster));

    private record Deadline(long nanos, String cluster) {}

    void set(String cluster, long nanos) {
        clear(cluster);
        Deadline deadline = new Deadline(nanos, cluster);
        byCluster.put(cluster, deadline);
        ordered.add(deadline);
    }

    void clear(String cluster) {
        Deadline earlier = byCluster.remove(cluster);
        if (earlier != null) {
            ordered.remove(earlier);
        }
    }

    /** Takes away those that have come, and returns their clusters. */
    List<String> passed(long nanos) {
        List<String> passed = new ArrayList<>();
        while (!ordered.isEmpty() && ordered.getFirst().nanos() - nanos <= 0) {
            String cluster = ordered.getFirst().cluster();
            passed.add(cluster);
            clear(cluster);
        }
        return passed;
    }
}
