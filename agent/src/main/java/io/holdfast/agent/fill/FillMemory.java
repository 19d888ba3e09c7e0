package io.holdfast.agent.fill;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an agent remembers from one look to the next, about repositories by their names. */
final class FillMemory {
    private final Map<String, Set<BackupId>> complete = new HashMap<>();
    private final Map<Way, HoldfastException> spoiled = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    private record Way(String from, String to, BackupId id) {}

    void sawComplete(String repository, BackupId id) {
        complete.computeIfAbsent(repository, name -> new HashSet<>()).add(id);
    }

    /** What was complete there and is no more has been expired there, by whatever rules. */
    boolean wasComplete(String repository, BackupId id) {
        return complete.getOrDefault(repository, Set.of()).contains(id);
    }

    /** Bytes are not what they should be: the same way is not tried again. */
    void spoiled(String from, String to, BackupId id, HoldfastException why) {
        spoiled.put(new Way(from, to, id), why);
    }

    /** Why the way is not tried again; empty if it may be. */
    Optional<HoldfastException> spoiled(String from, String to, BackupId id) {
        return Optional.ofNullable(spoiled.get(new Way(from, to, id)));
    }

    /** Whether this is another failure of the repository than the last. */
    boolean isNews(String repository, HoldfastException failure) {
        return !failure.code().equals(told.put(repository, failure.code()));
    }

    void succeeded(String repository) {
        told.remove(repository);
    }
}
