package io.holdfast.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Writes the settings of a record, and of the records within it, as tables in Markdown. */
public final class ReferencePage {
    private final StringBuilder page = new StringBuilder();

    /** The tables, one for each group of settings; each is a section with the group's path. */
    public static String tables(Class<? extends Record> settings) {
        ReferencePage page = new ReferencePage();
        page.group("", settings);
        return page.page.toString();
    }

    private void group(String path, Class<?> type) {
        page.append(path.isEmpty() ? "## Top level\n\n" : "## `" + path + "`\n\n");
        page.append("| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
        List<RecordComponent> groups = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            row(path, component);
            if (Schema.isGroup(Schema.elementType(component))) {
                groups.add(component);
            }
        }
        page.append('\n');
        for (RecordComponent component : groups) {
            group(child(path, component), Schema.elementType(component));
        }
    }

    private void row(String path, RecordComponent component) {
        Setting setting = Schema.setting(component);
        page.append("| `")
                .append(component.getName())
                .append("` | ")
                .append(value(path, component))
                .append(" | ")
                .append(whenAbsent(component))
                .append(" | ")
                .append(setting.value().replace("|", "\\|"));
        if (!setting.example().isEmpty()) {
            page.append(" Example: `").append(setting.example()).append("`");
        }
        page.append(" |\n");
    }

    private static String value(String path, RecordComponent component) {
        Class<?> type = Schema.elementType(component);
        String list = component.getType() == List.class ? "list of " : "";
        if (Schema.isGroup(type)) {
            String target = child(path, component);
            return list
                    + "["
                    + target
                    + "](#"
                    + target.replaceAll("[^A-Za-z]", "").toLowerCase(java.util.Locale.ROOT)
                    + ")";
        }
        Setting setting = Schema.setting(component);
        String bounds =
                (setting.atLeast().isEmpty() ? "" : ", from " + setting.atLeast())
                        + (setting.atMost().isEmpty() ? "" : " to " + setting.atMost());
        return list + name(type) + bounds;
    }

    private static String name(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Secret" -> "[secret](#values)";
            case "Durability" -> "`all`, `any` or a number";
            case "Duration", "ByteSize", "ByteRate" -> "[" + Values.nameOf(type) + "](#values)";
            default ->
                    type.isEnum()
                            ? "`" + String.join("`, `", Values.words(type)) + "`"
                            : Values.nameOf(type);
        };
    }

    private static String whenAbsent(RecordComponent component) {
        Setting setting = Schema.setting(component);
        if (setting.byDefault().equals(Setting.HOST_NAME)) {
            return "the host's name";
        }
        if (!setting.byDefault().isEmpty()) {
            return "`" + setting.byDefault() + "`";
        }
        if (!setting.without().isEmpty()) {
            return "none: " + setting.without();
        }
        return Schema.isRequired(component) ? "**required**" : "";
    }

    private static String child(String path, RecordComponent component) {
        String name = component.getName() + (component.getType() == List.class ? "[]" : "");
        return path.isEmpty() ? name : path + "." + name;
    }
}
