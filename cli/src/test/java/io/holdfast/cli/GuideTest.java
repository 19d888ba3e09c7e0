package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide shows commands that exist, with options that exist. */
class GuideTest {
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh$(.*?)^```$");

    @ParameterizedTest
    @ValueSource(strings = {"first-backup.md", "restore.md", "verify.md"})
    void everyCommandOfTheGuideIsUnderstood(String page) throws IOException {
        List<String> commands = commands(Path.of("..", "docs", "guide", page));

        assertTrue(commands.size() >= 5, commands.toString());
        for (String command : commands) {
            String[] arguments = command.substring("holdfast ".length()).split(" ");
            var tree = CommandTree.of(new Output(System.out, System.err));
            assertDoesNotThrow(() -> tree.parseArgs(arguments), command);
        }
    }

    private static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher blocks = SHELL.matcher(Files.readString(page));
        while (blocks.find()) {
            blocks.group(1).lines().filter(l -> l.startsWith("holdfast ")).forEach(commands::add);
        }
        return commands;
    }
}
