package io.holdfast.controlplane.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.settings.ReferencePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path PAGE =
            Path.of("..", "docs", "reference", "control-plane-configuration.md");

    private static final String HEAD =
            """
            # Configuration of the control plane

            <!-- Made from the code: change the descriptions there, then run
                 ./holdfast test -Ddocs=write -->

            A control plane needs no configuration file for one machine. `holdfast control-plane --config FILE` reads one in
            YAML; a key that is not on this page is an error, not a comment. The kinds of value are those of the
            [agent's configuration](configuration.md#values).

            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page = HEAD + ReferencePage.tables(ControlPlaneConfig.class).strip() + "\n";

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(PAGE, page);
        }

        assertEquals(
                page,
                Files.readString(PAGE),
                PAGE + " is out of date; run ./holdfast test -Ddocs=write");
    }
}
