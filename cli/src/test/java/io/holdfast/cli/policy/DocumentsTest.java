package io.holdfast.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.policy.Presets;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    @TempDir private Path folder;

    private List<Document> read(String text) throws IOException {
        return Documents.read(List.of(Files.writeString(folder.resolve("policies.yaml"), text)));
    }

    private String refused(String text) {
        return assertThrows(HoldfastException.class, () -> read(text)).advice();
    }

    /** What 'get' prints is what 'apply' reads. */
    @Test
    void everyPresetIsTheSameOnceItWasPrintedAndRead() throws IOException {
        for (Policy preset : Presets.all()) {
            String text = String.join("\n", PolicyText.lines(preset)) + "\n";

            assertEquals(preset, read(text).getFirst().getPolicy(), text);
        }
    }

    @Test
    void aFileHoldsSeveralDocuments() throws IOException {
        List<Document> read =
                read(
                        """
                        kind: policy
                        name: small
                        description: "a \\"quoted\\" one"
                        retention: {count: 3, window: 36h}
                        ---
                        kind: assignment
                        cluster: bank
                        policy: small
                        """);

        assertEquals(3, read.get(0).getPolicy().getRetention().getCount());
        assertEquals(36 * 3600, read.get(0).getPolicy().getRetention().getWindow().getSeconds());
        assertEquals("small", read.get(1).getAssignment().getPolicy());
        assertEquals(
                read.get(0).getPolicy(),
                read(String.join("\n", PolicyText.lines(read.get(0).getPolicy())))
                        .getFirst()
                        .getPolicy());
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsLine() {
        String advice =
                refused(
                        """
                        kind: policy
                        name: small
                        retentoin: {count: 3}
                        ---
                        kind: polity
                        name: other
                        ---
                        kind: policy
                        name: third
                        backup: {schedules: [{kind: full, cron: "often"}]}
                        """);

        assertTrue(advice.contains("retentoin"), advice);
        assertTrue(advice.contains("there is no kind 'polity'"), advice);
        assertTrue(advice.contains("often"), advice);
        assertTrue(advice.contains("line 3:"), advice);
        assertTrue(advice.contains("line 5:"), advice);
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        assertTrue(refused("").contains("no document"));
        assertTrue(refused("just text").contains("kind"));
        assertTrue(refused("kind: [policy]").contains("kind"));
        assertTrue(refused("kind: policy\n  name: x").contains("YAML"));
        assertTrue(refused("kind: policy\nname: UPPER").contains("name"));
    }
}
