package io.holdfast.error;

/** Who can do something about a failure, and whether trying again may help. */
public enum ErrorCategory {
    /** The command was given wrongly: an argument, a target, a name. */
    USER,
    /** A configuration file, a secret or a setting is missing or wrong. */
    CONFIGURATION,
    /** The caller is not known, or may not do what it asked for. */
    ACCESS,
    /** What was named does not exist. */
    NOT_FOUND,
    /** PostgreSQL refused, or is not set up for what was asked. */
    POSTGRES,
    /** The object store refused or cannot be reached. */
    REPOSITORY,
    /** The key is missing, or does not open what it should. */
    KEY,
    /** Stored bytes are not what was written. Never retried, never deleted. */
    INTEGRITY,
    /** Would do harm, or cannot be carried out as things are; so nothing was begun. */
    REFUSED,
    /** Went wrong for a reason that passes: a time-out, a cut connection, a busy server. */
    TRANSIENT,
    /** A defect of Holdfast. */
    INTERNAL;

    /**
     * Whether what was read may be damaged: the key's id is part of an object, and may be what is
     * damaged.
     */
    public boolean mayBeDamage() {
        return this == INTEGRITY || this == KEY;
    }
}
