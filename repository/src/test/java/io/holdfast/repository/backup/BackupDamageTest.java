package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("T76: whatever happens to a stored byte is noticed, and the object is named")
class BackupDamageTest {
    private static final BackupNames NAMES = new BackupNames(TestBackup.ID);

    private final TestCluster cluster = new TestCluster();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ClusterRepository repository = cluster.in("near", store);

    @BeforeEach
    void writeBackup() throws InterruptedException {
        RandomGenerator random = new SplittableRandom(3);
        TestBackup.write(
                List.of(repository),
                Map.of(
                        "base/1/1", RandomFiles.noise(random, 250_000),
                        "base/1/2", RandomFiles.noise(random, 40_000),
                        "base/1/3", RandomFiles.noise(random, 1_300_000)));
    }

    @Test
    void aFlippedBitIsNoticedWhereverItIs() {
        Seeded.check(
                100,
                random -> {
                    String name = any(random, readObjects());
                    byte[] bytes = stored(name);
                    int at = random.nextInt(bytes.length);
                    if (isUnread(name, bytes, at)) {
                        return;
                    }
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));

                    assertDamageNames(name, flipped);
                    assertDamageNames(name, Arrays.copyOf(bytes, at));
                });
    }

    /**
     * A pack is read frame by frame: its own header, the prefixes of its frames and the empty frame
     * at the end say nothing that the manifest does not say too.
     */
    private static boolean isUnread(String name, byte[] bytes, int at) {
        if (!name.startsWith(NAMES.packs())) {
            return false;
        }
        int frame = 48 + (bytes[6] & 0xFF) * 256 + (bytes[7] & 0xFF);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (frame < bytes.length) {
            int stored = in.getInt(frame) & 0x7FFF_FFFF;
            boolean last = in.getInt(frame + 4) == 0;
            if (at < frame + 8 || last) {
                return true;
            }
            frame += 8 + stored;
            if (at < frame) {
                return false;
            }
        }
        return true;
    }

    @Test
    void anObjectUnderTheNameOfAnotherIsNoticed() {
        List<String> objects = readObjects();
        for (String name : objects) {
            for (String other : objects) {
                if (!name.equals(other)) {
                    assertDamageNames(name, stored(other));
                }
            }
        }
    }

    @Test
    void aMissingPackOrPartIsNoticed() {
        for (String name : readObjects()) {
            if (name.equals(NAMES.manifest())) {
                continue;
            }
            byte[] bytes = stored(name);
            store.delete(TestCluster.folder() + name);

            HoldfastException e =
                    assertThrows(HoldfastException.class, () -> TestBackup.read(repository));

            assertTrue(e.toString().contains(name), e.toString());
            store.overwrite(TestCluster.folder() + name, bytes);
        }
    }

    @Test
    void theSameNameFromAnotherRunIsNoticed() throws Exception {
        MemoryObjectStore elsewhere = new MemoryObjectStore();
        TestBackup.write(
                List.of(cluster.in("elsewhere", elsewhere)),
                Map.of(
                        "base/1/1",
                        new byte[250_000],
                        "base/1/2",
                        RandomFiles.noise(new SplittableRandom(9), 1_500_000)));

        for (String name : readObjects()) {
            byte[] replayed = elsewhere.get(TestCluster.folder() + name).orElse(new byte[0]);
            if (!name.equals(NAMES.manifest())) {
                assertDamageNames(name, replayed);
            }
        }
    }

    @Test
    @DisplayName("T63: an object that is not encrypted is refused")
    void plainObjectsAreRefused() {
        for (String name : readObjects()) {
            assertDamageNames(
                    name,
                    "{\"p\":\"base/1/1\",\"t\":\"f\"}".repeat(50).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void assertDamageNames(String name, byte[] instead) {
        byte[] bytes = stored(name);
        store.overwrite(TestCluster.folder() + name, instead);

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> TestBackup.read(repository), name);

        assertTrue(e.toString().contains(name), e.toString());
        assertTrue(
                e.category() == ErrorCategory.INTEGRITY || e.category() == ErrorCategory.KEY,
                () -> e.code());
        store.overwrite(TestCluster.folder() + name, bytes);
    }

    private byte[] stored(String name) {
        return repository.store().get(name).orElseThrow();
    }

    private static String any(RandomGenerator random, List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    /** All objects that reading the backup reads. */
    private List<String> readObjects() {
        List<String> names = new ArrayList<>();
        for (ObjectInfo object : new Listing(repository.store(), NAMES.folder(), "")) {
            if (!object.name().equals(NAMES.intent())) {
                names.add(object.name());
            }
        }
        assertEquals(NAMES.manifest(), names.getFirst());
        return names;
    }
}
