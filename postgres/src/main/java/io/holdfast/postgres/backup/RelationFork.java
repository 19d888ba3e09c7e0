package io.holdfast.postgres.backup;

/** The forks of a relation, by the suffix of their files ({@code common/relpath.c}). */
public enum RelationFork {
    MAIN(""),
    FREE_SPACE_MAP("_fsm"),
    VISIBILITY_MAP("_vm"),
    INIT("_init");

    private final String suffix;

    RelationFork(String suffix) {
        this.suffix = suffix;
    }

    public String suffix() {
        return suffix;
    }
}
