package io.holdfast.cli.verify;

import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.error.HoldfastException;
import java.util.List;
import java.util.Optional;

/**
 * What was found in one repository.
 *
 * @param unreadable what kept it from being looked at
 */
record RepositoryVerification(
        String repository,
        List<BackupVerification> backups,
        Optional<HoldfastException> unreadable) {}
