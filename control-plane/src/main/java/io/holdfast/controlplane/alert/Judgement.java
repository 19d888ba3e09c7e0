package io.holdfast.controlplane.alert;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What was looked at, and what of it is as it should not be. What was not looked at is left as it
 * is: unknown is neither well nor ill.
 */
public final class Judgement {
    private final Map<AlertKey, Condition> present = new LinkedHashMap<>();
    private final Set<Scope> looked = new HashSet<>();

    private record Scope(String rule, String cluster) {}

    /** A rule was looked at for a cluster, with all its subjects. */
    public void looked(String cluster, String... rules) {
        for (String rule : rules) {
            looked.add(new Scope(rule, cluster));
        }
    }

    /** It is so. Its rule must have been looked at. */
    public void add(Condition condition) {
        if (!isJudged(condition.key())) {
            throw new IllegalStateException(condition.key() + " was not looked at");
        }
        present.put(condition.key(), condition);
    }

    boolean isJudged(AlertKey key) {
        return looked.contains(new Scope(key.rule(), key.cluster()));
    }

    /** All that is so. */
    public Map<AlertKey, Condition> present() {
        return present;
    }
}
