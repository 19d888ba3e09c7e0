package io.holdfast.cli.error;

import io.holdfast.error.ErrorCategory;

/** How a command ends. The numbers are part of the contract and never change their meaning. */
public enum ExitCode {
    OK(0, "The command did what it was asked to."),
    INTERNAL(1, "A defect of Holdfast. The message says what to report."),
    USAGE(2, "The command line was wrong: an unknown option, a malformed argument."),
    CONFIGURATION(3, "The configuration file, a secret or a setting is missing or wrong."),
    NOT_FOUND(4, "What was named does not exist: a backup, a cluster, a repository."),
    INTEGRITY(5, "Stored bytes are not what was written. Nothing was retried or deleted."),
    KEY(6, "The master key is missing, or does not open the repository."),
    REPOSITORY(7, "A repository cannot be reached, or refused the request."),
    POSTGRES(8, "PostgreSQL cannot be reached, refused, or is not set up for what was asked."),
    REFUSED(9, "It could do harm or cannot be carried out as things are, so nothing was begun."),
    TRANSIENT(10, "It failed for a reason that passes. Trying again later may help."),
    ACCESS(11, "The control plane does not know the caller, or does not permit it.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** One or two full sentences for the reference page. */
    public String meaning() {
        return meaning;
    }

    public static ExitCode of(ErrorCategory category) {
        return switch (category) {
            case USER -> USAGE;
            case CONFIGURATION -> CONFIGURATION;
            case ACCESS -> ACCESS;
            case NOT_FOUND -> NOT_FOUND;
            case POSTGRES -> POSTGRES;
            case REPOSITORY -> REPOSITORY;
            case KEY -> KEY;
            case INTEGRITY -> INTEGRITY;
            case REFUSED -> REFUSED;
            case TRANSIENT -> TRANSIENT;
            case INTERNAL -> INTERNAL;
        };
    }
}
