package io.holdfast.agent.backup;

/** SQL text for the simple protocol, which has no parameters. */
final class Sql {
    private Sql() {}

    /** A literal, whatever {@code standard_conforming_strings} says. */
    static String literal(String text) {
        return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
