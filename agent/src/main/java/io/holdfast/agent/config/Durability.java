package io.holdfast.agent.config;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** How many repositories must hold WAL before it is acknowledged to PostgreSQL. */
public sealed interface Durability {
    /** Every counted repository. */
    record All() implements Durability {
        @Override
        public String toString() {
            return "all";
        }
    }

    /** Whichever is first. */
    record Any() implements Durability {
        @Override
        public String toString() {
            return "any";
        }
    }

    /** That many, whichever are first. */
    record AtLeast(int repositories) implements Durability {
        @Override
        public String toString() {
            return Integer.toString(repositories);
        }
    }

    /**
     * The number of repositories that must hold WAL, out of {@code counted}: at least one, and
     * never more than are counted.
     */
    default int required(int counted) {
        return switch (this) {
            case All() -> Math.max(1, counted);
            case Any() -> 1;
            case AtLeast(int repositories) -> repositories;
        };
    }

    /** Parses {@code all}, {@code any}, or a number from 1. */
    static Durability parse(String text) {
        if (text.equals("all")) {
            return new All();
        }
        if (text.equals("any")) {
            return new Any();
        }
        if (text.matches("[1-9][0-9]{0,2}")) {
            return new AtLeast(Integer.parseInt(text));
        }
        throw new HoldfastException(
                ErrorCategory.USER,
                "durability-malformed",
                "not a durability: '" + text + "'",
                "Write all, any, or the number of repositories, from 1.");
    }

    /** Refuses a number that so many repositories can never reach. */
    default void checkAgainst(int repositories) {
        if (required(repositories) > repositories) {
            throw Rejected.setting(
                    "durability",
                    "asks for " + this + " repositories, but there are " + repositories,
                    "Lower durability or add repositories: PostgreSQL would keep its WAL for ever.");
        }
    }
}
