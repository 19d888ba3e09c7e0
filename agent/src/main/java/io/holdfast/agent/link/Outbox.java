package io.holdfast.agent.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.LagMinute;
import io.holdfast.proto.v1.Record;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What the control plane has to be told, in its order, also across restarts of the agent: {@code
 * outbox/id}, and files of up to 1,024 records, named by the number of the first. Each record is
 * its length and its CRC-32C (four bytes each, big-endian), then a {@code Record} of the contract.
 * The newest file stays also when all of it was received, since numbers go on from it.
 *
 * <p>A minute of the lag is not synced: a crash of the host may lose the last ones, never their
 * order. What is damaged or beyond the bound is left out. For any thread.
 */
final class Outbox {
    private static final int RECORDS_PER_FILE = 1_024;
    private static final int HEAD_BYTES = 8;
    private static final int LARGEST_RECORD = 64 << 10;

    /** Of a record each minute: 45 days. */
    private static final int MOST_FILES = 64;

    private final Path directory;
    private final String id;

    /** By the number of their first record. */
    private final NavigableMap<Long, Path> files = new TreeMap<>();

    private long next = 1;
    private long received;
    private long loadedFrom = -1;
    private List<Record> loaded = List.of();

    private Outbox(Path directory, String id) {
        this.directory = directory;
        this.id = id;
    }

    /**
     * @param directory of the agent; the outbox is made in it if it is not there
     * @throws HoldfastException {@code outbox-unusable}
     */
    static Outbox open(Path directory) {
        Path folder = directory.resolve("outbox");
        try {
            PrivateFile.directory(folder);
            Outbox outbox = new Outbox(folder, id(folder));
            outbox.find();
            return outbox;
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static String id(Path folder) throws IOException {
        Path file = folder.resolve("id");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            String made = UUID.randomUUID().toString();
            PrivateFile.write(file, made + "\n");
            return made;
        }
    }

    private void find() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(file -> file.getFileName().toString().matches("[0-9]{12}"))
                    .forEach(
                            file -> files.put(Long.parseLong(file.getFileName().toString()), file));
        }
        if (!files.isEmpty()) {
            List<Record> newest = read(files.lastEntry().getValue());
            next = newest.isEmpty() ? files.lastKey() : newest.getLast().getNumber() + 1;
            received = files.firstKey() - 1;
        }
    }

    String id() {
        return id;
    }

    /** The number of the newest record that the control plane is known to have. */
    synchronized long received() {
        return received;
    }

    /** Whether there is a record behind this one. */
    synchronized boolean hasMoreThan(long number) {
        return number < next - 1;
    }

    /** One more minute: the next one follows, so a crash of the host may take it. */
    void add(LagMinute minute) {
        add(Record.newBuilder().setAt(minute.getMinute()).setLagMinute(minute), false);
    }

    /** When this returns, the record is there for good. */
    void add(Record.Builder record) {
        add(record, true);
    }

    private synchronized void add(Record.Builder record, boolean isSynced) {
        try {
            append(record.setNumber(next).setOutboxId(id).build(), isSynced);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private void append(Record record, boolean isSynced) throws IOException {
        boolean isFull =
                files.isEmpty() || record.getNumber() - files.lastKey() >= RECORDS_PER_FILE;
        if (isFull) {
            files.put(record.getNumber(), directory.resolve("%012d".formatted(record.getNumber())));
            dropOldest();
        }
        Path file = files.lastEntry().getValue();
        byte[] bytes = record.toByteArray();
        ByteBuffer framed =
                ByteBuffer.allocate(HEAD_BYTES + bytes.length)
                        .putInt(bytes.length)
                        .putInt(crc(bytes))
                        .put(bytes)
                        .flip();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // behind the last whole record: half of one would hide all that follow
            channel.truncate(wholeBytes(file));
            channel.position(channel.size());
            while (framed.hasRemaining()) {
                channel.write(framed);
            }
            if (isSynced) {
                channel.force(true);
            }
        }
        next = record.getNumber() + 1;
        loadedFrom = -1;
    }

    private static long wholeBytes(Path file) throws IOException {
        long end = 0;
        for (Record record : read(file)) {
            end += HEAD_BYTES + record.getSerializedSize();
        }
        return end;
    }

    private void dropOldest() throws IOException {
        while (files.size() > MOST_FILES) {
            Files.deleteIfExists(files.pollFirstEntry().getValue());
        }
    }

    /** The records behind one, in their order, of one file at most. */
    synchronized List<Record> behind(long number, int most) {
        Long from = files.floorKey(number + 1);
        if (from == null) {
            from = files.isEmpty() ? null : files.firstKey();
        }
        while (from != null) {
            List<Record> found =
                    records(from).stream()
                            .filter(record -> record.getNumber() > number)
                            .limit(most)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
            from = files.higherKey(from);
        }
        return List.of();
    }

    private List<Record> records(long from) {
        if (loadedFrom != from) {
            try {
                loaded = read(files.getOrDefault(from, directory));
                loadedFrom = from;
            } catch (IOException e) {
                throw unusable(directory, e);
            }
        }
        return loaded;
    }

    /** The control plane has all up to this one. */
    synchronized void received(long number) {
        received = Math.max(received, Math.min(number, next - 1));
        try {
            // the newest file stays
            while (files.size() > 1 && files.higherKey(files.firstKey()) <= received + 1) {
                Files.deleteIfExists(files.pollFirstEntry().getValue());
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static List<Record> read(Path file) throws IOException {
        List<Record> records = new ArrayList<>();
        if (!Files.exists(file)) {
            return records;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        while (bytes.remaining() >= HEAD_BYTES) {
            int length = bytes.getInt();
            int crc = bytes.getInt();
            if (length < 0 || length > LARGEST_RECORD || length > bytes.remaining()) {
                break;
            }
            byte[] record = new byte[length];
            bytes.get(record);
            if (crc(record) != crc) {
                break;
            }
            records.add(parsed(record));
        }
        return records;
    }

    private static Record parsed(byte[] record) throws IOException {
        try {
            return Record.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("a record with the right checksum is none", e);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static HoldfastException unusable(Path folder, IOException e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "outbox-unusable",
                "cannot keep in " + folder + " what the control plane is to be told: " + e,
                "Let the agent's user own that directory, and see that its disk is not full.",
                e);
    }
}
