package io.holdfast.controlplane.api.contract;

import io.holdfast.controlplane.access.Role;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Locale;

/** The contract's roles and ours. */
public final class ContractRoles {
    private ContractRoles() {}

    /**
     * @throws HoldfastException {@code role-unknown}
     */
    public static Role of(io.holdfast.proto.v1.Role role) {
        return switch (role) {
            case ROLE_VIEWER -> Role.VIEWER;
            case ROLE_OPERATOR -> Role.OPERATOR;
            case ROLE_RECOVERY -> Role.RECOVERY;
            case ROLE_ADMIN -> Role.ADMIN;
            case ROLE_AUDITOR -> Role.AUDITOR;
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new HoldfastException(
                            ErrorCategory.USER,
                            "role-unknown",
                            "the request names no role that there is",
                            "Choose viewer, operator, recovery, admin or auditor.");
        };
    }

    public static io.holdfast.proto.v1.Role of(Role role) {
        return switch (role) {
            case VIEWER -> io.holdfast.proto.v1.Role.ROLE_VIEWER;
            case OPERATOR -> io.holdfast.proto.v1.Role.ROLE_OPERATOR;
            case RECOVERY -> io.holdfast.proto.v1.Role.ROLE_RECOVERY;
            case ADMIN -> io.holdfast.proto.v1.Role.ROLE_ADMIN;
            case AUDITOR -> io.holdfast.proto.v1.Role.ROLE_AUDITOR;
        };
    }

    /** In lower case, as people write it. */
    public static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
