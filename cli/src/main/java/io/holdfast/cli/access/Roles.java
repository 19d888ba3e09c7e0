package io.holdfast.cli.access;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The roles as people write them. */
final class Roles {
    private static final List<Role> KNOWN =
            Arrays.stream(Role.values())
                    .filter(role -> role != Role.ROLE_UNSPECIFIED && role != Role.UNRECOGNIZED)
                    .toList();

    private Roles() {}

    static String name(Role role) {
        return role == Role.UNRECOGNIZED
                ? "unknown"
                : role.name().replace("ROLE_", "").toLowerCase(Locale.ROOT);
    }

    static Role parse(String text) {
        return KNOWN.stream()
                .filter(role -> name(role).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.USER,
                                        "role-unknown",
                                        "there is no role '" + text + "'",
                                        "Choose one of "
                                                + KNOWN.stream()
                                                        .map(Roles::name)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
    }
}
