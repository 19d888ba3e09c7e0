package io.holdfast.repository.store.capability;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.capability.Finding.Answer;
import io.holdfast.repository.store.capability.WeakStore.Trait;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.store.s3.S3CredentialSources;
import io.holdfast.repository.store.s3.S3Credentials;
import io.holdfast.repository.store.s3.S3ObjectStore;
import io.holdfast.repository.store.s3.S3Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapabilityProbeTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));

    @Test
    void aStoreInMemoryFencesButIsNotProtected() {
        var store = new MemoryObjectStore();

        var found = CapabilityProbe.run(store, CLOCK, new Random(1));

        assertTrue(found.fences());
        assertFalse(found.protectedFromItsAgents());
        assertTrue(found.listsAfterWrite().holds());
        assertTrue(found.rangedGet().holds());
        assertEquals(Answer.UNKNOWN, found.clock().answer());
        assertEquals(List.of(), store.list("", "").objects());
    }

    @Test
    void aDirectoryFencesAndCannotVerify(@TempDir Path directory) {
        var store = DirectoryObjectStore.open(directory.resolve("r"));

        var found = CapabilityProbe.run(store, CLOCK, new Random(1));

        assertTrue(found.fences());
        assertEquals(Answer.NO, found.verifiedBody().answer());
        assertEquals(List.of(), store.list("", "").objects());
    }

    @Test
    @DisplayName("T68: a real S3 server is found to refuse second and damaged puts")
    void anS3ServerIsProbed() {
        try (var s3 = EmbeddedS3.builder().bucket("backups").start();
                var store = S3ObjectStore.open(settings(s3, s3.secretKey()))) {
            var found = CapabilityProbe.run(store, InstantSource.system(), new Random(1));

            assertTrue(found.fences(), found.toString());
            assertTrue(found.listsAfterWrite().holds());
            assertTrue(found.rangedGet().holds());
            assertTrue(found.verifiedBody().holds(), found.toString());
            assertTrue(found.clock().holds(), found.toString());
            assertFalse(found.protectedFromItsAgents());
            assertEquals(List.of(), store.list("", "").objects());
        }
    }

    @Test
    void wrongCredentialsAreAFailureAndNotAFinding() {
        try (var s3 = EmbeddedS3.builder().bucket("backups").start();
                var store = S3ObjectStore.open(settings(s3, "wrong"))) {
            var failure = assertThrows(HoldfastException.class, () -> probe(store));

            assertEquals("repository-credentials-refused", failure.code());
        }
    }

    private static S3Settings settings(EmbeddedS3 s3, String secretKey) {
        return S3Settings.of(
                s3.endpoint().toString(),
                "us-east-1",
                "backups",
                "probed",
                S3CredentialSources.fixed(S3Credentials.of(s3.accessKey(), secretKey)));
    }

    @ParameterizedTest
    @DisplayName("T68: what a store does wrong is found")
    @CsvSource({
        "IGNORES_CONDITION, conditionalPut",
        "LOOKS_THEN_PUTS, atomicPut",
        "LISTS_LATE, listsAfterWrite",
        "IGNORES_RANGE, rangedGet",
        "ACCEPTS_DAMAGE, verifiedBody",
        "CLOCK_WRONG, clock"
    })
    void aWeaknessIsFound(Trait weakness, String finding) {
        var weak = probe(new WeakStore(CLOCK, weakness)).findings();
        var good = probe(new WeakStore(CLOCK)).findings();

        assertEquals(Answer.NO, requireNonNull(weak.get(finding)).answer());
        assertEquals(Answer.YES, requireNonNull(good.get(finding)).answer());
    }

    @Test
    void aStoreWithoutConditionsOrAtomicityDoesNotFence() {
        assertFalse(probe(new WeakStore(CLOCK, Trait.IGNORES_CONDITION)).fences());
        assertFalse(probe(new WeakStore(CLOCK, Trait.LOOKS_THEN_PUTS)).fences());
        assertTrue(probe(new WeakStore(CLOCK)).fences());
    }

    @Test
    void rightsThatAreMissingProtectAndLeaveTheProbeBehind() {
        var store = new WeakStore(CLOCK, Trait.DENIES_OVERWRITE_AND_DELETE);

        var found = probe(store);

        assertTrue(found.protectedFromItsAgents());
        assertFalse(store.list("probe/", "").objects().isEmpty());
    }

    @Test
    void findingsAreReadableAsJson() throws JsonProcessingException {
        var json = JsonMapper.builder().build().valueToTree(probe(new WeakStore(CLOCK))).toString();

        assertTrue(
                json.startsWith(
                        "{\"conditionalPut\":{\"answer\":\"YES\",\"sentence\":\"The store refuses"),
                json);
        assertFalse(json.contains("fences"), json);
    }

    private static Capabilities probe(ProbeableStore store) {
        return CapabilityProbe.run(store, CLOCK, new Random(1));
    }
}
