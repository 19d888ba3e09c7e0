package io.holdfast.controlplane.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.holdfast.controlplane.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AuditChainTest {
    private static final Act ACT =
            new Act("alice", "192.0.2.1", "Access.CreateUser", "user:bob", Outcome.DONE, "", "{}");

    @Test
    void whatWasAppendedIsInOrder() {
        Seeded.check(
                200,
                random -> {
                    List<AuditEntry> entries = chain(random, 1 + random.nextInt(20));

                    assertEquals(Optional.empty(), firstBreak(entries));
                });
    }

    /** An entry that is changed, taken out, put in, doubled, or put elsewhere: found, and named. */
    @Test
    void everyChangeShowsAtItsPlace() {
        Seeded.check(
                1_000,
                random -> {
                    List<AuditEntry> entries = chain(random, 2 + random.nextInt(20));
                    // the last one taken out is a log that ends earlier
                    int at = random.nextInt(entries.size() - 1);
                    tamper(random, entries, at);

                    assertEquals(
                            Optional.of(at + 1L),
                            firstBreak(entries).map(AuditChain.Break::number));
                });
    }

    /** A copy that was changed and hashed again shows against an older copy's last entry. */
    @Test
    void aChainThatWasMadeAnewDoesNotFollowOnAnOlderCopy() {
        List<AuditEntry> entries = chain(new SplittableRandom(1), 6);
        AuditEntry known = entries.get(3);
        List<AuditEntry> forged = new ArrayList<>(entries.subList(0, 3));
        AuditEntry other = after(forged.getLast(), forgedAct());
        forged.add(other);
        forged.add(after(other, ACT));

        AuditChain chain = AuditChain.behind(known.number(), known.hash());

        assertEquals(Optional.empty(), firstBreak(forged));
        assertEquals(
                Optional.of(known.number() + 1),
                chain.check(forged.getLast()).map(AuditChain.Break::number));
    }

    private static Act forgedAct() {
        return new Act("mallory", "", "Access.Login", "", Outcome.DONE, "", "");
    }

    /** Where one field ends and the next begins is part of what is hashed. */
    @Test
    void contentsThatReadTheSameWhenJoinedHaveDifferentHashes() {
        AuditEntry first = after("ab", "c");
        AuditEntry second = after("a", "bc");

        assertNotEquals(first.hash(), second.hash());
    }

    private static AuditEntry after(String actor, String origin) {
        Act act = new Act(actor, origin, "x", "", Outcome.DONE, "", "");
        return AuditEntry.after(AuditEntry.NO_HASH, 1, Instant.EPOCH, act);
    }

    /** By the table of docs/reference/audit.md alone. */
    @Test
    void theHashIsTheDocumentedOne() throws Exception {
        Act act = new Act("a", "", "c.D", "grüße", Outcome.FAILED, "{}", "");
        Instant at = Instant.parse("2026-11-23T12:00:00.123456789Z");
        ByteBuffer bytes = ByteBuffer.allocate(200).put(new byte[32]);
        bytes.putLong(1).putLong(at.getEpochSecond() * 1_000_000 + 123_456);
        for (String text : List.of("a", "", "c.D", "grüße", "FAILED", "{}", "")) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(utf8.length).put(utf8);
        }
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(bytes.flip());

        assertEquals(
                HexFormat.of().formatHex(sha256.digest()),
                AuditEntry.after(AuditEntry.NO_HASH, 1, at, act).hash());
    }

    private static void tamper(RandomGenerator random, List<AuditEntry> entries, int at) {
        AuditEntry entry = entries.get(at);
        switch (random.nextInt(5)) {
            case 0 -> entries.remove(at);
            case 1 -> entries.add(at, changed(random, entry));
            case 2 -> entries.add(at, entries.get(at + 1));
            case 3 -> entries.set(at, entries.set(at + 1, entry));
            default -> entries.set(at, changed(random, entry));
        }
    }

    private static AuditEntry changed(RandomGenerator random, AuditEntry entry) {
        Act act = entry.act();
        String other = act.after() + "x";
        Outcome outcome = act.outcome() == Outcome.DONE ? Outcome.DENIED : Outcome.DONE;
        return switch (random.nextInt(9)) {
            case 0 -> with(entry, act(act, "x" + act.actor(), act.outcome(), act.after()));
            case 1 -> with(entry, act(act, act.actor(), outcome, act.after()));
            case 2 -> with(entry, act(act, act.actor(), act.outcome(), other));
            case 3 ->
                    new AuditEntry(entry.number(), entry.at().plusNanos(1_000), act, entry.hash());
            case 4 -> new AuditEntry(entry.number(), entry.at(), act, AuditEntry.NO_HASH);
            case 5 ->
                    with(
                            entry,
                            new Act(
                                    act.actor(),
                                    act.origin() + "1",
                                    act.action(),
                                    act.subject(),
                                    act.outcome(),
                                    act.before(),
                                    act.after()));
            case 6 ->
                    with(
                            entry,
                            new Act(
                                    act.actor(),
                                    act.origin(),
                                    act.action() + "1",
                                    act.subject(),
                                    act.outcome(),
                                    act.before(),
                                    act.after()));
            case 7 ->
                    with(
                            entry,
                            new Act(
                                    act.actor(),
                                    act.origin(),
                                    act.action(),
                                    act.subject() + "1",
                                    act.outcome(),
                                    act.before(),
                                    act.after()));
            default ->
                    with(
                            entry,
                            new Act(
                                    act.actor(),
                                    act.origin(),
                                    act.action(),
                                    act.subject(),
                                    act.outcome(),
                                    act.before() + "1",
                                    act.after()));
        };
    }

    private static Act act(Act act, String actor, Outcome outcome, String after) {
        return new Act(
                actor, act.origin(), act.action(), act.subject(), outcome, act.before(), after);
    }

    private static AuditEntry with(AuditEntry entry, Act act) {
        return new AuditEntry(entry.number(), entry.at(), act, entry.hash());
    }

    private static List<AuditEntry> chain(RandomGenerator random, int length) {
        List<AuditEntry> entries = new ArrayList<>();
        AuditEntry last =
                AuditEntry.after(AuditEntry.NO_HASH, 1, Instant.ofEpochMilli(1), any(random));
        entries.add(last);
        while (entries.size() < length) {
            last = after(last, any(random));
            entries.add(last);
        }
        return entries;
    }

    private static AuditEntry after(AuditEntry last, Act act) {
        return AuditEntry.after(last.hash(), last.number() + 1, last.at().plusMillis(7), act);
    }

    private static Act any(RandomGenerator random) {
        List<String> texts = List.of("", "a", "ab", "grüße", "{\"name\":\"bob\"}");
        return new Act(
                Seeded.pick(random, texts),
                Seeded.pick(random, texts),
                Seeded.pick(random, texts),
                Seeded.pick(random, texts),
                Seeded.pick(random, List.of(Outcome.values())),
                Seeded.pick(random, texts),
                Seeded.pick(random, texts));
    }

    private static Optional<AuditChain.Break> firstBreak(List<AuditEntry> entries) {
        AuditChain chain = AuditChain.fromTheBeginning();
        return entries.stream().map(chain::check).flatMap(Optional::stream).findFirst();
    }
}
