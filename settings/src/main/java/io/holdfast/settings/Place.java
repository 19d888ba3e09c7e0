package io.holdfast.settings;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** A spot of the document: the path of keys that leads to it, and its line and column from 1. */
record Place(String path, int line, int column) implements Comparable<Place> {
    static final Place TOP = new Place("", 1, 1);

    Place child(String key, Node node) {
        return child(key).at(node);
    }

    /** The place of a key that is not in the document: where it would stand. */
    Place child(String key) {
        return new Place(path.isEmpty() ? key : path + "." + key, line, column);
    }

    Place item(int index, Node node) {
        return new Place(path + "[" + index + "]", line, column).at(node);
    }

    Place at(Node node) {
        return node.getStartMark().map(this::at).orElse(this);
    }

    Place at(Mark mark) {
        return new Place(path, mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(Place other) {
        return line != other.line
                ? Integer.compare(line, other.line)
                : Integer.compare(column, other.column);
    }
}
