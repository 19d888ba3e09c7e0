package io.holdfast.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.settings.ReferencePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "configuration.md");

    private static final String HEAD =
            """
            # Configuration

            <!-- Made from the code: change the descriptions there, then run
                 ./holdfast test -Ddocs=write -->

            An agent reads one YAML file. `holdfast config check --config FILE` reads it as the agent does, reports everything
            that is wrong with it at once, each problem with its line, and prints the settings that are in effect.
            A key that is not on this page is an error, not a comment.

            ## Values

            - **duration**: a whole number and one unit: `500ms`, `1s`, `15m`, `4h`, `7d`.
            - **size**: a whole number and a unit: `512kB`, `16MB`, `50GB`, `1TB`. Units are powers of 1024, as in PostgreSQL.
            - **rate**: a size per second: `50MB/s`.
            - **secret**: where the secret is kept, never the secret itself: `{file: /path/of/a/file}` or
              `{env: NAME_OF_A_VARIABLE}`. Files are read each time the secret is needed, so a new one takes effect without a restart.
            - **path**: relative paths are relative to the directory of the configuration file.

            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page =
                HEAD
                        + ReferencePage.tables(AgentConfig.class)
                        + "## A whole file\n\n```yaml\n"
                        + ConfigFile.example()
                        + "```\n";

        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertEquals(
                page,
                Files.readString(PAGE),
                PAGE + " is out of date; run ./holdfast test -Ddocs=write");
    }
}
