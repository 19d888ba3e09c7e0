package io.holdfast.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns, two blanks apart. A column whose heading begins with {@code >} is
 * aligned right.
 */
public final class Table {
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        right = List.of(headings).stream().map(heading -> heading.startsWith(">")).toList();
        rows.add(
                List.of(headings).stream()
                        .map(h -> h.startsWith(">") ? h.substring(1) : h)
                        .toList());
    }

    /** Adds a row with one cell for each heading. */
    public Table row(Object... cells) {
        if (cells.length != right.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.size());
        }
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
        return this;
    }

    public List<String> lines() {
        int[] widths = new int[right.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - width(row.get(i)));
            line.append(i == 0 ? "" : "  ");
            line.append(right.get(i) ? blanks + row.get(i) : row.get(i) + blanks);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
