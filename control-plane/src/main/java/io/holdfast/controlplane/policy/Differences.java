package io.holdfast.controlplane.policy;

import com.google.protobuf.Message;
import io.holdfast.controlplane.contract.Documents;
import io.holdfast.proto.v1.FieldChange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between two documents, value by value. */
final class Differences {
    private Differences() {}

    static List<FieldChange> of(Message before, Message after) {
        Map<String, String> old = values(before);
        Map<String, String> current = values(after);
        TreeSet<String> places = new TreeSet<>(old.keySet());
        places.addAll(current.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String place : places) {
            String from = old.getOrDefault(place, "");
            String to = current.getOrDefault(place, "");
            if (!from.equals(to)) {
                changes.add(
                        FieldChange.newBuilder()
                                .setField(place)
                                .setBefore(from)
                                .setAfter(to)
                                .build());
            }
        }
        return changes;
    }

    private static Map<String, String> values(Message message) {
        Map<String, String> values = new TreeMap<>();
        collect("", new JsonObject(Documents.text(message)), values);
        return values;
    }

    private static void collect(String place, Object value, Map<String, String> values) {
        if (value instanceof JsonObject object) {
            object.forEach(
                    member ->
                            collect(
                                    place.isEmpty()
                                            ? member.getKey()
                                            : place + "." + member.getKey(),
                                    member.getValue(),
                                    values));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                collect(place + "[" + i + "]", array.getValue(i), values);
            }
        } else {
            values.put(place, String.valueOf(value));
        }
    }
}
