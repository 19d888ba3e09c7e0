package io.holdfast.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.controlplane.audit.AuditChain;
import io.holdfast.controlplane.audit.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFileTest {
    @Test
    void theExampleOfTheReferenceIsTheFirstEntryOfALog() throws IOException {
        Path page = Path.of("..", "docs", "reference", "audit.md");
        String example =
                Files.readAllLines(page).stream()
                        .filter(line -> line.startsWith("{"))
                        .findFirst()
                        .orElseThrow();

        AuditEntry entry = AuditFile.entry(example).orElseThrow();

        assertEquals(Optional.empty(), AuditChain.fromTheBeginning().check(entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"number\":\"one\"}",
                "{\"number\":\"1\"}",
                "{\"number\":\"1\",\"outcome\":\"AUDIT_OUTCOME_DONE\",\"more\":1}"
            })
    void aLineThatIsNoEntryIsNone(String line) {
        assertEquals(Optional.empty(), AuditFile.entry(line));
    }
}
