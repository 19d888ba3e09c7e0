package io.holdfast.cli.audit;

import io.holdfast.cli.output.Output;
import io.holdfast.controlplane.audit.AuditChain;
import io.holdfast.controlplane.audit.AuditChain.Break;
import io.holdfast.controlplane.audit.AuditEntry;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast audit verify}. */
@Command(
        name = "verify",
        description = {
            "Check a copy of the audit log, without the control plane: whether an entry was changed,"
                    + " taken out, put in or moved. Names the first that was; the exit code is 5 then.",
            "That the newest entries were left out does not show: compare the last number and hash"
                    + " with those of an older copy."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast audit verify audit.jsonl")
public final class AuditVerifyCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "What 'holdfast audit export' wrote.")
    private Path file;

    @Option(
            names = "--behind",
            paramLabel = "NUMBER:HASH",
            description =
                    "The entry before the first of the file, if that is not entry 1: its number and"
                            + " hash, from a copy that was checked.")
    private @Nullable String behind;

    private final Output output;

    public AuditVerifyCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        AuditChain chain = chain();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                check(chain, line);
            }
        } catch (IOException e) {
            throw AuditFile.unusable("read", file, e);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file);
        answer.put("entries", chain.checked());
        answer.put("last", chain.last());
        answer.put("hash", chain.hash());
        output.result(
                answer,
                () ->
                        output.line(
                                "%s: %d entries, none changed, taken out or put in. The last is %d, with the hash %s."
                                        .formatted(
                                                file,
                                                chain.checked(),
                                                chain.last(),
                                                chain.hash())));
    }

    private AuditChain chain() {
        if (behind == null) {
            return AuditChain.fromTheBeginning();
        }
        if (!behind.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "audit-entry-malformed",
                    "'" + behind + "' names no entry",
                    "Write its number, a colon and its hash, as a verification prints them.");
        }
        String[] parts = behind.split(":", 2);
        return AuditChain.behind(Long.parseLong(parts[0]), parts[1]);
    }

    private static void check(AuditChain chain, String line) {
        long number = chain.last() + 1;
        Optional<AuditEntry> entry = AuditFile.entry(line);
        if (entry.isEmpty()) {
            throw broken(number, "the line of entry " + number + " is no entry");
        }
        chain.check(entry.get())
                .map(Break::reason)
                .ifPresent(
                        reason -> {
                            throw broken(number, reason);
                        });
    }

    private static HoldfastException broken(long number, String reason) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "audit-chain-broken",
                reason,
                "Everything before entry "
                        + number
                        + " is as it was written; compare the rest with an older copy, and find out"
                        + " who had access to the database.");
    }
}
