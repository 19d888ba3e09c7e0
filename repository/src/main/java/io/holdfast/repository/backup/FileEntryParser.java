package io.holdfast.repository.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.holdfast.repository.backup.FileEntry.Directory;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.container.FramePlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses one line of a file part; members that it does not know are passed over. */
final class FileEntryParser {
    private static final int HASH_BYTES = 32;
    private static final int MAX_MODE = 07777;

    private final JsonParser in;
    private @Nullable FilePath path;
    private String type = "";
    private long size = -1;
    private int mode = -1;
    private @Nullable Long modified;
    private byte[] hash = new byte[0];
    private final List<Extent> extents = new ArrayList<>();

    FileEntryParser(JsonParser in) {
        this.in = in;
    }

    FileEntry parse() throws IOException {
        require(in.nextToken() == JsonToken.START_OBJECT, "it is not an object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            member(member);
        }
        require(in.nextToken() == null, "something follows it");
        return entry();
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "p" -> path = FilePath.of(in.getText());
            case "p64" -> path = FilePath.of(in.getBinaryValue());
            case "t" -> type = in.getText();
            case "z" -> size = in.getLongValue();
            case "m" -> mode = mode(in.getText());
            case "u" -> modified = in.getLongValue();
            case "h" -> hash = in.getBinaryValue();
            case "x" -> extents();
            default -> in.skipChildren();
        }
    }

    private static int mode(String octal) throws IOException {
        try {
            int mode = Integer.parseInt(octal, 8);
            require(mode >= 0 && mode <= MAX_MODE, "its mode is " + octal);
            return mode;
        } catch (NumberFormatException e) {
            throw new IOException("its mode is " + octal, e);
        }
    }

    private void extents() throws IOException {
        require(in.currentToken() == JsonToken.START_ARRAY, "its extents are not an array");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            require(in.currentToken() == JsonToken.START_ARRAY, "an extent is not an array");
            extents.add(extent());
            while (in.nextToken() != JsonToken.END_ARRAY) {
                in.skipChildren();
            }
        }
    }

    private Extent extent() throws IOException {
        long offset = number();
        int length = smallNumber();
        int pack = smallNumber();
        int frame = smallNumber();
        int frameOffset = smallNumber();
        int stored = smallNumber();
        int plain = smallNumber();
        int within = smallNumber();
        boolean compressed = smallNumber() == 1;
        require(pack > 0 && frame > 0 && length > 0, "an extent is absurd");
        require(within <= plain - length, "an extent leaves its frame");
        return new Extent(
                offset,
                length,
                pack,
                new FramePlace(frame, frameOffset, stored, plain, compressed),
                within);
    }

    private long number() throws IOException {
        require(in.nextToken() == JsonToken.VALUE_NUMBER_INT, "an extent lacks a number");
        long value = in.getLongValue();
        require(value >= 0, "an extent has a negative number");
        return value;
    }

    private int smallNumber() throws IOException {
        long value = number();
        require(value <= Integer.MAX_VALUE, "an extent has an absurd number");
        return (int) value;
    }

    private FileEntry entry() throws IOException {
        if (path == null || mode < 0 || modified == null) {
            throw new IOException("it lacks p, m or u");
        }
        return switch (type) {
            case "d" -> new Directory(path, mode, modified);
            case "f" -> file(path, modified);
            default -> throw new IOException("its type is '" + type + "'");
        };
    }

    private RegularFile file(FilePath filePath, long modifiedMicros) throws IOException {
        require(size >= 0 && hash.length == HASH_BYTES, "it lacks z or h");
        long covered = 0;
        for (Extent extent : extents) {
            require(extent.offset() >= covered, "its extents overlap");
            require(extent.length() <= size - extent.offset(), "an extent leaves the file");
            covered = extent.end();
        }
        return new RegularFile(filePath, mode, modifiedMicros, size, hash, List.copyOf(extents));
    }

    private static void require(boolean fits, String otherwise) throws IOException {
        if (!fits) {
            throw new IOException(otherwise);
        }
    }
}
