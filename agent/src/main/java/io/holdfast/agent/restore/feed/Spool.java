package io.holdfast.agent.restore.feed;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory through which the feeder and {@code fetch.sh} talk. Whatever bears its final name
 * under {@code answers/} is whole: it was written beside, synced and renamed (T9).
 */
final class Spool {
    private static final String READY = ".ready";
    private static final String ABSENT = ".absent";
    private static final String FAILED = ".failed";

    private final Path directory;
    private final Path requests;
    private final Path answers;
    private final Path drafts;

    private Spool(Path directory) {
        this.directory = directory;
        this.requests = directory.resolve("requests");
        this.answers = directory.resolve("answers");
        this.drafts = directory.resolve("drafts");
    }

    interface Work<T> {
        T run() throws IOException;
    }

    /** Makes the directory ready; what an earlier feeder left in it is deleted (T8). */
    static Spool create(Path directory, Duration staleAfter) {
        Spool spool = new Spool(directory.toAbsolutePath().normalize());
        return spool.io(
                () -> {
                    var ownerOnly = PosixFilePermissions.fromString("rwx------");
                    Files.createDirectories(
                            spool.directory, PosixFilePermissions.asFileAttribute(ownerOnly));
                    for (Path folder : List.of(spool.requests, spool.answers, spool.drafts)) {
                        Files.createDirectories(folder);
                    }
                    spool.wipe();
                    Path script = spool.drafts.resolve(FetchScript.NAME);
                    Files.writeString(script, FetchScript.text(spool.directory, staleAfter));
                    Files.setPosixFilePermissions(script, ownerOnly);
                    replace(script, spool.directory.resolve(FetchScript.NAME));
                    return spool;
                });
    }

    /** What to put into {@code restore_command}. */
    String restoreCommand() {
        return FetchScript.command(directory);
    }

    /** Says that the feeder lives; {@code count} must be another number each time. */
    void beat(long count) {
        io(
                () -> {
                    Path draft = Files.writeString(drafts.resolve("heartbeat"), count + "\n");
                    return replace(draft, directory.resolve("heartbeat"));
                });
    }

    /** The names that are asked for. */
    List<String> requests() {
        return io(() -> names(requests));
    }

    void forget(String request) {
        io(() -> Files.deleteIfExists(requests.resolve(request)));
    }

    boolean isReady(String name) {
        return Files.exists(answers.resolve(name + READY));
    }

    /** Where a file is written before it is published. */
    Path draft(String name) {
        return drafts.resolve(name);
    }

    /** Publishes a draft, which must be synced. */
    void publish(String name) {
        io(() -> replace(draft(name), answers.resolve(name + READY)));
    }

    void ready(String name, byte[] content) {
        put(name + READY, content);
    }

    void absent(String name, String reason) {
        put(name + ABSENT, line(reason));
    }

    void failed(String name, String reason) {
        put(name + FAILED, line(reason));
    }

    /** Deletes a published file; whoever is copying it goes on undisturbed. */
    void evict(String name) {
        io(() -> Files.deleteIfExists(answers.resolve(name + READY)));
    }

    /** Deletes all WAL and all requests; the script stays, and finds no heartbeat. */
    void wipe() {
        io(
                () -> {
                    for (Path folder : List.of(requests, answers, drafts)) {
                        for (String name : names(folder)) {
                            Files.deleteIfExists(folder.resolve(name));
                        }
                    }
                    return Files.deleteIfExists(directory.resolve("heartbeat"));
                });
    }

    private void put(String name, byte[] content) {
        io(
                () -> {
                    Path draft = draft(name);
                    try (FileChannel out =
                            FileChannel.open(
                                    draft,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE)) {
                        out.write(ByteBuffer.wrap(content));
                        out.force(true);
                    }
                    return replace(draft, answers.resolve(name));
                });
    }

    private static byte[] line(String text) {
        return ("holdfast: " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Path replace(Path from, Path to) throws IOException {
        return Files.move(
                from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    <T> T io(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "spool-unusable",
                    "the spool " + directory + " cannot be used: " + e,
                    "Check that the spool's file system has room, and who may write there.",
                    e);
        }
    }
}
