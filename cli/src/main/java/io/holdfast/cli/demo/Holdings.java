package io.holdfast.cli.demo;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalWindow;

/** What a repository itself says that it holds. */
final class Holdings {
    private Holdings() {}

    static WalWindow of(ClusterRepository repository) {
        return NewestBranch.of(repository)
                .map(branch -> WalWindow.of(repository, branch))
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.INTEGRITY,
                                        "demo-repository-empty",
                                        "repository " + repository.name() + " holds no WAL",
                                        "Report this with what the demo prints with --debug."));
    }
}
