package io.holdfast.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {
    @Test
    void whatWasStartedLastIsClosedFirstAndTheDirectoryIsGone() throws IOException {
        List<String> closed = new ArrayList<>();
        Stage stage = Stage.open();
        AutoCloseable first = () -> closed.add("first");
        AutoCloseable second = () -> closed.add("second");
        stage.keep(first);
        stage.keep(second);
        Files.createDirectories(stage.directory().resolve("deep/down"));
        Files.writeString(stage.directory().resolve("deep/down/file"), "content");

        stage.close();

        assertEquals(List.of("second", "first"), closed);
        assertFalse(Files.exists(stage.directory()));
    }

    @Test
    void whatCannotBeClosedKeepsNothingElseOpen() {
        List<String> closed = new ArrayList<>();
        Stage stage = Stage.open();
        AutoCloseable first = () -> closed.add("first");
        AutoCloseable broken =
                () -> {
                    throw new IOException("broken");
                };
        stage.keep(first);
        stage.keep(broken);

        assertThrows(IllegalStateException.class, stage::close);

        assertEquals(List.of("first"), closed);
        assertFalse(Files.exists(stage.directory()));
    }
}
