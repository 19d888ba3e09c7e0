package io.holdfast.controlplane.api.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.holdfast.controlplane.api.call.BadRequests;
import io.holdfast.error.HoldfastException;
import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Puts together a request's members from its path, its query and its body. */
final class JsonMembers {
    private final Descriptor type;
    private final JsonObject members;

    private JsonMembers(Descriptor type, JsonObject members) {
        this.type = type;
        this.members = members;
    }

    /**
     * @throws HoldfastException {@code request-malformed}
     */
    static JsonObject of(
            JsonRoute route, Map<String, String> variables, MultiMap query, String body) {
        if (!route.takesBody() && !body.isBlank()) {
            throw BadRequests.malformed("it has a body, and this call takes none");
        }
        if (route.takesBody() && !query.isEmpty()) {
            throw BadRequests.malformed("it has a query, and this call takes a body instead");
        }
        JsonMembers all = new JsonMembers(route.method().getInputType(), parsed(body));
        query.names().forEach(name -> all.put(name, query.getAll(name)));
        variables.forEach((name, value) -> all.put(name, List.of(value)));
        return all.members;
    }

    private static JsonObject parsed(String body) {
        if (body.isBlank()) {
            return new JsonObject();
        }
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw BadRequests.malformed("its body is no JSON object");
        }
    }

    // What stands twice must be the same: a rule somewhere on the way may have looked at the path
    // alone.
    private void put(String name, List<String> values) {
        FieldDescriptor field = field(name);
        Object value = value(field, values);
        for (String known : List.of(field.getName(), field.getJsonName())) {
            Object before = members.remove(known);
            if (before != null && !before.equals(value)) {
                throw BadRequests.malformed("its body and its path differ in " + name);
            }
        }
        members.put(field.getJsonName(), value);
    }

    private static Object value(FieldDescriptor field, List<String> values) {
        if (field.isRepeated()) {
            return new JsonArray(values);
        }
        if (values.size() > 1) {
            throw BadRequests.malformed("it says " + field.getJsonName() + " more than once");
        }
        return values.getFirst();
    }

    private FieldDescriptor field(String name) {
        return type.getFields().stream()
                .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
                .findFirst()
                .orElseThrow(() -> BadRequests.malformed("this call has no such parameter"));
    }
}
