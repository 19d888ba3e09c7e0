package io.holdfast.repository.store.capability;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.PutOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tries out a store below {@code probe/<random>/}. Where deleting is not allowed, some dozens of
 * objects of a few bytes stay behind.
 */
public final class CapabilityProbe {
    private static final Duration MAX_SKEW = Duration.ofMinutes(1);
    private static final byte[] FIRST = "first".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "other".getBytes(StandardCharsets.UTF_8);

    private final ProbeableStore store;
    private final InstantSource clock;
    private final String base;

    private CapabilityProbe(ProbeableStore store, InstantSource clock, String base) {
        this.store = store;
        this.clock = clock;
        this.base = base;
    }

    /**
     * Use the agent's own credentials: others may do other things. What a store refuses becomes a
     * finding; a store that cannot be reached or written to at all is thrown.
     *
     * @param store the adapter itself, without decorators
     */
    public static Capabilities run(
            ProbeableStore store, InstantSource clock, RandomGenerator random) {
        var base = "probe/%016x/".formatted(random.nextLong());
        return new CapabilityProbe(store, clock, base).run();
    }

    private Capabilities run() {
        var conditional = conditionalPut();
        var listed = listsAfterWrite();
        var atomic = new PutRace(store, base + "race-").run();
        var ranged = rangedGet();
        var verified = verifiedBody();
        var skew = clock();
        var overwrite = overwriteProtected();
        var delete = deleteProtected();
        if (!delete.holds()) {
            cleanUp();
        }
        return new Capabilities(
                conditional,
                atomic,
                overwrite,
                delete,
                listed,
                ranged,
                verified,
                skew,
                versioned(),
                lockable());
    }

    private Finding conditionalPut() {
        var name = base + "conditional";
        store.putIfAbsent(name, FIRST, FIRST.length);
        var second = store.putIfAbsent(name, SECOND, SECOND.length);
        var stayed = store.get(name).filter(bytes -> Arrays.equals(bytes, FIRST)).isPresent();
        return Finding.of(
                second == PutOutcome.ALREADY_EXISTS && stayed,
                "The store refuses to put an object under a taken name.",
                "The store ignores the condition of a put and overwrites objects: it cannot tell"
                        + " writers apart, so there must be a single writer.");
    }

    private Finding listsAfterWrite() {
        var page = store.list(base, "");
        return Finding.of(
                page.objects().contains(new ObjectInfo(base + "conditional", FIRST.length)),
                "A new object is listed at once.",
                "A new object is not listed at once: what was stored last may be overlooked.");
    }

    private Finding rangedGet() {
        return Finding.of(
                store.get(base + "conditional", 1, 3)
                        .filter(bytes -> Arrays.equals(bytes, Arrays.copyOfRange(FIRST, 1, 4)))
                        .isPresent(),
                "Parts of objects can be read.",
                "Parts of objects cannot be read: restores are not possible from this store.");
    }

    private Finding verifiedBody() {
        return Finding.of(
                store.refusesDamagedBody(base + "damaged", FIRST),
                "The store refuses bytes that do not fit their digest.",
                "The store does not compare bytes with their digest: damage on the way is found only"
                        + " when objects are read.");
    }

    private Finding clock() {
        store.size(base + "conditional");
        var here = clock.instant();
        return store.storeClock()
                .map(there -> Duration.between(there, here).abs())
                .map(
                        skew ->
                                Finding.of(
                                        skew.compareTo(MAX_SKEW) < 0,
                                        "The store's clock is right to "
                                                + Math.max(1, skew.toSeconds())
                                                + " s.",
                                        "The store's clock and the one here differ by "
                                                + skew.toSeconds()
                                                + " s: requests will be refused if it gets worse."))
                .orElseGet(() -> Finding.unknown("The store does not tell its time."));
    }

    private Finding overwriteProtected() {
        var name = base + "overwritten";
        store.putIfAbsent(name, FIRST, FIRST.length);
        var refusal = refusal(() -> store.overwrite(name, SECOND));
        var stayed = store.get(name).filter(bytes -> Arrays.equals(bytes, FIRST)).isPresent();
        return Finding.of(
                refusal.isPresent() && stayed,
                "These credentials cannot overwrite objects.",
                "These credentials can overwrite objects: the repository is not protected from its"
                        + " agents.");
    }

    private Finding deleteProtected() {
        var name = base + "deleted";
        store.putIfAbsent(name, FIRST, FIRST.length);
        var refusal = refusal(() -> store.delete(name));
        return Finding.of(
                refusal.isPresent() && store.get(name).isPresent(),
                "These credentials cannot delete objects.",
                "These credentials can delete objects: the repository is not protected from its"
                        + " agents.");
    }

    /** What passes, or says nothing about rights, is a failure of the probe instead. */
    private static Optional<HoldfastException> refusal(Runnable attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (HoldfastException e) {
            if (e.category() == ErrorCategory.TRANSIENT) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private Finding versioned() {
        return store.versioned()
                .map(
                        kept ->
                                Finding.of(
                                        kept,
                                        "The store keeps old versions of objects.",
                                        "The store keeps no old versions of objects."))
                .orElseGet(() -> Finding.unknown("The store hides whether it keeps old versions."));
    }

    private Finding lockable() {
        return store.lockable()
                .map(
                        lockable ->
                                Finding.of(
                                        lockable,
                                        "Objects can be locked against deletion.",
                                        "Objects cannot be locked against deletion."))
                .orElseGet(() -> Finding.unknown("The store hides whether it can lock objects."));
    }

    private void cleanUp() {
        for (var object : store.list(base, "").objects()) {
            store.delete(object.name());
        }
    }
}
