package io.holdfast.agent.capture;

import io.holdfast.agent.config.Durability;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Tips;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The epochs whose writers might still be acknowledged when a new one begins: every open tip, and
 * from there back to those whose writers could acknowledge, for who could had fenced all before it.
 * Pure.
 *
 * @param tips the open ones
 * @param all with the tips
 */
record Predecessors(Map<EpochId, EpochRecord> tips, Map<EpochId, EpochRecord> all) {

    static Predecessors of(NavigableMap<EpochId, EpochRecord> epochs) {
        Map<EpochId, EpochRecord> tips = new LinkedHashMap<>();
        Tips.open(epochs).forEach(tip -> tips.put(tip.epoch(), tip));
        Map<EpochId, EpochRecord> all = new LinkedHashMap<>(tips);
        Deque<EpochRecord> open = new ArrayDeque<>(tips.values());
        while (!open.isEmpty()) {
            EpochRecord epoch = open.remove();
            if (!epoch.acknowledges()) {
                for (EpochId before : before(epoch)) {
                    EpochRecord found = epochs.get(before);
                    if (found != null && all.putIfAbsent(before, found) == null) {
                        open.add(found);
                    }
                }
            }
        }
        return new Predecessors(tips, all);
    }

    private static Set<EpochId> before(EpochRecord epoch) {
        Set<EpochId> before = new TreeSet<>(epoch.closes());
        if (epoch.parent() != null) {
            before.add(epoch.parent().epoch());
        }
        return before;
    }

    /** The repositories into which those that are open may have been written. */
    Set<UUID> repositories() {
        return tips.values().stream()
                .flatMap(tip -> tip.repositories().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that were not on the slot that the new writer streams from. */
    Predecessors without(String instance, boolean isSlotKnown) {
        Map<EpochId, EpochRecord> others = new LinkedHashMap<>(all);
        if (isSlotKnown) {
            // a slot admits one connection: its predecessor can acknowledge nothing more
            tips.values().stream()
                    .filter(tip -> tip.instance().equals(instance))
                    .forEach(tip -> others.remove(tip.epoch()));
        }
        return new Predecessors(tips, others);
    }

    /**
     * Whether none of them can be acknowledged any more, by its own durability in its own
     * repositories.
     *
     * @param sealed the repositories in which all of them are sealed
     */
    boolean areFenced(Set<UUID> sealed) {
        return all.values().stream().allMatch(epoch -> isFenced(epoch, sealed));
    }

    private static boolean isFenced(EpochRecord epoch, Set<UUID> sealed) {
        long fenced = epoch.repositories().stream().filter(sealed::contains).count();
        AckRule rule = new AckRule(Durability.parse(epoch.durability()));
        return fenced >= rule.requiredToFence(epoch.repositories().size());
    }
}
