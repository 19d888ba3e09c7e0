package io.holdfast.cli.backup;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.read.ListedBackup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A backup as the repositories show it.
 *
 * @param listed what each repository that knows the id says, by the repository's name
 */
record SeenBackup(BackupId id, Map<String, ListedBackup> listed) {
    /** From the lists of the repositories, newest first. */
    static List<SeenBackup> of(Map<String, List<ListedBackup>> lists) {
        Map<BackupId, Map<String, ListedBackup>> byId = new TreeMap<>();
        lists.forEach(
                (repository, list) ->
                        list.forEach(
                                backup ->
                                        byId.computeIfAbsent(
                                                        backup.id(), _ -> new LinkedHashMap<>())
                                                .put(repository, backup)));
        List<SeenBackup> seen = new ArrayList<>();
        byId.forEach((id, listed) -> seen.addFirst(new SeenBackup(id, listed)));
        return seen;
    }

    /** From any repository in which it is complete. */
    Optional<BackupManifest> manifest() {
        return listed.values().stream()
                .filter(ListedBackup.Complete.class::isInstance)
                .map(complete -> ((ListedBackup.Complete) complete).manifest())
                .findFirst();
    }

    Optional<Intent> intent() {
        return listed.values().stream()
                .filter(ListedBackup.Running.class::isInstance)
                .map(running -> ((ListedBackup.Running) running).intent())
                .findFirst();
    }

    /** The repositories in which it is complete. */
    List<String> repositories() {
        return listed.entrySet().stream()
                .filter(e -> e.getValue() instanceof ListedBackup.Complete)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** By repository. */
    Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        listed.forEach((repository, backup) -> states.put(repository, state(backup)));
        return states;
    }

    /** One word if the repositories agree, else what each says. */
    String state() {
        Map<String, String> states = states();
        if (states.values().stream().distinct().count() == 1) {
            return states.values().iterator().next();
        }
        List<String> each = new ArrayList<>();
        states.forEach((repository, state) -> each.add(state + " in " + repository));
        return String.join(", ", each);
    }

    private static String state(ListedBackup backup) {
        return switch (backup) {
            case ListedBackup.Complete complete ->
                    complete.condemned() != null
                            ? "being deleted"
                            : complete.manifest().damage().pageCount() > 0
                                    ? "degraded"
                                    : "complete";
            case ListedBackup.Running ignored -> "in progress";
            case ListedBackup.GivenUp ignored -> "abandoned";
            case ListedBackup.Remains ignored -> "remains";
            case ListedBackup.Unreadable ignored -> "unreadable";
        };
    }
}
