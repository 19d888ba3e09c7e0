package io.holdfast.controlplane.api.json;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call, and the requests over HTTP that are this call.
 *
 * @param verb such as {@code POST}
 * @param template the path, with its variables as {@code {name}}, each of which stands for one
 *     segment
 * @param takesBody whether the members of the request stand in the body; else in the query
 */
public record JsonRoute(MethodDescriptor method, String verb, String template, boolean takesBody) {
    private static final Pattern PART = Pattern.compile("\\{([a-z_]+)}|[^{]+");

    /** The calls of these files that the contract gives a path. */
    public static List<JsonRoute> of(List<FileDescriptor> files) {
        return files.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getOptions().hasExtension(AnnotationsProto.http))
                .map(JsonRoute::of)
                .toList();
    }

    private static JsonRoute of(MethodDescriptor method) {
        HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
        boolean takesBody = rule.getBody().equals("*");
        if (!takesBody && !rule.getBody().isEmpty()) {
            throw new IllegalStateException(method.getFullName() + " has a body of another kind");
        }
        return new JsonRoute(method, rule.getPatternCase().name(), path(rule), takesBody);
    }

    private static String path(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case POST -> rule.getPost();
            case DELETE -> rule.getDelete();
            case PATCH -> rule.getPatch();
            case CUSTOM, PATTERN_NOT_SET ->
                    throw new IllegalStateException("the contract has a rule of no known kind");
        };
    }

    /** Such as {@code holdfast.v1.Access/Login}. */
    String call() {
        return method.getService().getFullName() + "/" + method.getName();
    }

    /**
     * The variables of a path, by name and decoded; empty if it is not of this route.
     *
     * @param path as it was sent, percent-encoded
     */
    Optional<Map<String, String>> variables(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher parts = PART.matcher(template);
        while (parts.find()) {
            if (parts.group(1) == null) {
                pattern.append(Pattern.quote(parts.group()));
            } else {
                names.add(parts.group(1));
                pattern.append("([^/]+)");
            }
        }
        Matcher matcher = Pattern.compile(pattern.toString()).matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            variables.put(names.get(i), decoded(matcher.group(i + 1)));
        }
        return Optional.of(variables);
    }

    // a plus is a plus in a path
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a percent sign that begins nothing stands for itself
            return segment;
        }
    }
}
