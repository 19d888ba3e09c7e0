package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSetupTest {
    private static final String FILE = "logback.configurationFile";

    private final LoggerContext context = new LoggerContext();
    private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);

    @AfterEach
    void forget() {
        System.clearProperty(FILE);
    }

    @Test
    void warningsGoToTheErrorStream() {
        assertEquals(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));

        assertEquals(Level.WARN, root.getLevel());
        assertNotNull(root.getAppender("errors"));
    }

    @Test
    void aFileOfOnesOwnComesFirst(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("logback.xml"), "<configuration/>");
        System.setProperty(FILE, file.toString());

        assertEquals(ExecutionStatus.INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));

        assertNull(root.getAppender("errors"));
    }

    @Test
    void aFileThatIsNotThereChangesNothing(@TempDir Path folder) {
        System.setProperty(FILE, folder.resolve("missing.xml").toString());

        assertEquals(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));

        assertEquals(Level.WARN, root.getLevel());
        assertNotNull(root.getAppender("errors"));
    }
}
