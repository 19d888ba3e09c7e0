package io.holdfast.settings;

import java.util.function.IntPredicate;

/** Holds a value against what its setting allows. */
final class Limits {
    private Limits() {}

    static void check(Object value, Class<?> type, Setting setting, Values values) {
        if (!setting.pattern().isEmpty() && !value.toString().matches(setting.pattern())) {
            throw Values.problem("'" + value + "' is not allowed here", setting.patternHint());
        }
        compare(value, type, setting.atLeast(), order -> order < 0, "at least", values);
        compare(value, type, setting.atMost(), order -> order > 0, "at most", values);
    }

    @SuppressWarnings("unchecked") // The bound is read by the reader of the value's own type.
    private static void compare(
            Object value,
            Class<?> type,
            String bound,
            IntPredicate outside,
            String words,
            Values values) {
        if (bound.isEmpty()) {
            return;
        }
        int order = ((Comparable<Object>) value).compareTo(values.parse(type, bound));
        if (outside.test(order)) {
            throw Values.problem(
                    "'" + PlainTree.plain(value) + "' is out of range",
                    "Write a value of " + words + " " + bound + ".");
        }
    }
}
