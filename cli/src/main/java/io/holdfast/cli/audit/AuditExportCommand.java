package io.holdfast.cli.audit;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditGrpc;
import io.holdfast.proto.v1.ExportAuditRequest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast audit export}. */
@Command(
        name = "export",
        description = "Copy the audit log into a new file, an entry a line, the oldest first.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast audit export --out audit.jsonl")
public final class AuditExportCommand implements Runnable {
    private static final FileAttribute<?> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file to write. It must not exist yet.")
    private Path file;

    @Option(
            names = "--from",
            defaultValue = "1",
            description = "The number of the first entry. Default: ${DEFAULT-VALUE}.")
    private long from;

    private final Output output;
    private final Logins logins;

    public AuditExportCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        long entries;
        try (PlaneConnection connection = logins.open()) {
            entries = copy(connection);
        } catch (IOException | UncheckedIOException e) {
            throw AuditFile.unusable("write", file, e);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file);
        answer.put("entries", entries);
        output.result(answer, () -> output.line("%d entries are in %s.".formatted(entries, file)));
    }

    // Half a copy would verify as a whole one.
    private long copy(PlaneConnection connection) throws IOException {
        ExportAuditRequest request = ExportAuditRequest.newBuilder().setFrom(from).build();
        Files.createFile(file, FOR_OWNER);
        boolean isWhole = false;
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            long entries =
                    connection.stream(
                            AuditGrpc::newBlockingStub,
                            stub -> write(stub.exportAudit(request), writer));
            writer.flush();
            isWhole = true;
            return entries;
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long write(Iterator<AuditEntry> entries, BufferedWriter writer) {
        long count = 0;
        try {
            while (entries.hasNext()) {
                writer.write(AuditFile.line(entries.next()));
                writer.newLine();
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
