package io.holdfast.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a person meant: the nearest by edit distance, if it is near. */
final class Suggestion {
    private Suggestion() {}

    static Optional<String> of(String written, Collection<String> known) {
        String plain = plain(written);
        int near = Math.max(1, plain.length() / 3);
        return known.stream()
                .filter(word -> distance(plain, plain(word)) <= near)
                .min(Comparator.comparingInt(word -> distance(plain, plain(word))));
    }

    /** flush-interval, flush_interval and FlushInterval are the same slip. */
    private static String plain(String word) {
        return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Insertions, deletions, replacements and swaps of neighbours that turn {@code a} into {@code
     * b}.
     */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, i, b, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, int i, String b, int j, int[][] cost) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (same ? 0 : 1);
        best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
