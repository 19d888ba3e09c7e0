package io.holdfast.controlplane.access;

/**
 * What a caller may do. Viewer, operator, recovery, admin include each other in this order; auditor
 * includes viewer and is included in admin.
 */
public enum Role {
    VIEWER,
    OPERATOR,
    RECOVERY,
    ADMIN,
    AUDITOR;

    /** Whether whoever has this role may do all that the other may. */
    public boolean includes(Role other) {
        return switch (this) {
            case ADMIN -> true;
            case AUDITOR -> other == AUDITOR || other == VIEWER;
            case RECOVERY -> other != ADMIN && other != AUDITOR;
            case OPERATOR -> other == OPERATOR || other == VIEWER;
            case VIEWER -> other == VIEWER;
        };
    }

    /** The most that both may do. */
    public Role meet(Role other) {
        if (includes(other)) {
            return other;
        }
        return other.includes(this) ? this : VIEWER;
    }
}
