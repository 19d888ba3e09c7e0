package io.holdfast.repository.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.FileEntry.Directory;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.container.FramePlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes and reads the lines of file parts: there may be millions, so nothing is reflected. */
public final class FileEntryJson {
    static final JsonFactory JSON = new JsonFactory();

    private FileEntryJson() {}

    /** One line, its line feed included. */
    public static byte[] write(FileEntry entry) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(line)) {
            out.writeStartObject();
            writePath(out, entry.path());
            switch (entry) {
                case Directory _ -> out.writeStringField("t", "d");
                case RegularFile file -> writeFile(out, file);
            }
            out.writeStringField("m", Integer.toOctalString(entry.mode()));
            out.writeNumberField("u", entry.modifiedMicros());
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return line.toByteArray();
    }

    private static void writePath(JsonGenerator out, FilePath path) throws IOException {
        var text = path.text();
        if (text.isPresent()) {
            out.writeStringField("p", text.get());
        } else {
            out.writeBinaryField("p64", path.bytes());
        }
    }

    private static void writeFile(JsonGenerator out, RegularFile file) throws IOException {
        out.writeStringField("t", "f");
        out.writeNumberField("z", file.sizeBytes());
        out.writeBinaryField("h", file.sha256());
        out.writeArrayFieldStart("x");
        for (Extent extent : file.extents()) {
            FramePlace frame = extent.frame();
            long[] numbers = {
                extent.offset(),
                extent.length(),
                extent.pack(),
                frame.number(),
                frame.offset(),
                frame.storedBytes(),
                frame.plainBytes(),
                extent.within(),
                frame.compressed() ? 1 : 0
            };
            out.writeArray(numbers, 0, numbers.length);
        }
        out.writeEndArray();
    }

    /**
     * Reads one line, and checks that it does not contradict itself.
     *
     * @param name of the part, for the message
     */
    public static FileEntry read(String name, byte[] utf8, int offset, int length) {
        try (var in = JSON.createParser(utf8, offset, length)) {
            return new FileEntryParser(in).parse();
        } catch (IOException | HoldfastException e) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "object-malformed",
                    name + " has a line that is not an entry of a file: " + e.getMessage(),
                    "Read docs/repository-format.md, and look for who wrote this object.",
                    e);
        }
    }
}
