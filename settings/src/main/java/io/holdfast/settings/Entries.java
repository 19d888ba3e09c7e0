package io.holdfast.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The known keys of one mapping; the others have become problems. */
final class Entries {
    private final Map<String, Node> nodes = new HashMap<>();

    private Entries() {}

    static Entries none() {
        return new Entries();
    }

    static Entries of(MappingNode mapping, Place place, List<String> known, Problems problems) {
        Entries entries = new Entries();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
            Place here = place.child(key, tuple.getKeyNode());
            if (!known.contains(key)) {
                problems.add(here, "unknown key", unknownHint(key, known));
            } else if (entries.nodes.putIfAbsent(key, tuple.getValueNode()) != null) {
                problems.add(here, "is given twice", "Keep one of the two.");
            }
        }
        return entries;
    }

    private static String unknownHint(String key, List<String> known) {
        return Suggestion.of(key, known)
                .map(meant -> "Did you mean '" + meant + "'?")
                .orElse("Known keys here are " + String.join(", ", known) + ".");
    }

    @Nullable Node get(String key) {
        return nodes.get(key);
    }
}
