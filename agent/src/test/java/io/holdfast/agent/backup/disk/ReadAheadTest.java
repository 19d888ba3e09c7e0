package io.holdfast.agent.backup.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
    @TempDir private Path folder;

    private final Map<String, byte[]> read = new TreeMap<>();
    private final List<String> order = new ArrayList<>();

    private final class Collected implements ReadAhead.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String path = "";

        @Override
        public void begin(FoundFile file) {
            path = file.path();
            order.add(path);
        }

        @Override
        public void data(byte[] content, int length) {
            bytes.write(content, 0, length);
        }

        @Override
        public void end() {
            read.put(path, bytes.toByteArray());
            bytes.reset();
        }
    }

    private FoundFile file(String name, byte[] content) throws IOException {
        Path place = Files.write(folder.resolve(name), content);
        return new FoundFile(name, place, 0600, 0, content.length);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void copy(PageCheck check, FoundFile... files) throws Exception {
        try (ReadAhead ahead = new ReadAhead(check, new Collected())) {
            for (FoundFile file : files) {
                ahead.add(file);
            }
            ahead.finish();
        }
    }

    @Test
    void everyByteComesInTheOrderOfTheFiles() throws Exception {
        List<FoundFile> files = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            files.add(file("file" + i, noise(i * 70_001)));
        }

        copy(PageCheck.NONE, files.toArray(FoundFile[]::new));

        assertEquals(files.stream().map(FoundFile::path).toList(), order);
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(noise(i * 70_001), read.get("file" + i));
        }
    }

    @Test
    @DisplayName("T49: what vanished is passed over, what grew is cut, what shrank is zeros")
    void filesChangeWhileTheyAreCopied() throws Exception {
        byte[] content = noise(1_000_000);
        FoundFile gone = file("gone", content);
        FoundFile empty = file("empty", new byte[0]);
        FoundFile grown = file("grown", content);
        FoundFile shrunk = file("shrunk", content);
        Files.delete(gone.place());
        Files.write(grown.place(), noise(2_000_000));
        try (RandomAccessFile file = new RandomAccessFile(shrunk.place().toFile(), "rw")) {
            file.setLength(300_001);
        }

        copy(PageCheck.NONE, gone, empty, grown, shrunk);

        assertEquals(List.of("empty", "grown", "shrunk"), order);
        assertArrayEquals(Arrays.copyOf(noise(2_000_000), 1_000_000), read.get("grown"));
        assertArrayEquals(
                Arrays.copyOf(Arrays.copyOf(content, 300_001), 1_000_000), read.get("shrunk"));
    }

    @Test
    @DisplayName("T49: any other failure to read ends the backup")
    void aLinkThatAppearsIsNotFollowed() throws Exception {
        FoundFile file = file("file", noise(10));
        Files.move(file.place(), folder.resolve("moved"));
        Files.createSymbolicLink(file.place(), folder.resolve("moved"));

        IOException refused = assertThrows(IOException.class, () -> copy(PageCheck.NONE, file));

        assertTrue(String.valueOf(refused.getMessage()).contains("file"), refused.getMessage());
    }

    @Test
    void onlyWhatWasReallyReadIsChecked() throws Exception {
        FoundFile file = file("file", noise(600_000));
        FoundFile longer = new FoundFile("file", file.place(), 0600, 0, 700_000);
        List<Long> ends = new ArrayList<>();

        copy(
                (path, offset, bytes, length, again) -> {
                    synchronized (ends) {
                        ends.add(offset + length);
                    }
                },
                longer);

        assertEquals(600_000, ends.stream().mapToLong(Long::longValue).max().orElseThrow());
    }
}
