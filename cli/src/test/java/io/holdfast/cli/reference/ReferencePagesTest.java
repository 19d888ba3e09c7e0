package io.holdfast.cli.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
    private static final Path PAGES = Path.of("..", "docs", "reference");
    private static final String MADE =
            """

            <!-- Made from the code: change it there, then run ./holdfast test -Ddocs=write -->

            """;

    @Test
    void theExitCodesPageSaysWhatTheCodeSays() throws IOException {
        StringBuilder page =
                new StringBuilder("# Exit codes\n" + MADE)
                        .append("The exit code of `holdfast` says what kind of thing happened;")
                        .append(" the [error codes](errors.md) say it exactly.\n\n")
                        .append("| Code | Name | Meaning |\n|---:|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            page.append("| ")
                    .append(code.number())
                    .append(" | `")
                    .append(ErrorSites.word(code.name()))
                    .append("` | ")
                    .append(code.meaning())
                    .append(" |\n");
        }
        page.append(
                """

                A process that a signal ends has 128 and the signal's number: 130 after Ctrl-C, 143 after `kill`. \
                `holdfast backup` and `holdfast agent` first put things in order, for some seconds.
                """);

        same("exit-codes.md", page.toString());
    }

    @Test
    void theErrorsPageListsEveryErrorThatTheCodeRaises() throws IOException {
        StringBuilder page =
                new StringBuilder("# Errors\n" + MADE)
                        .append(
                                "Every failure has a code that stays the same, whatever its message says; with")
                        .append(
                                " `--json` it is in `error.code`.\nWhat stands here as … is filled in when it happens.\n");
        for (ErrorSites.ErrorEntry error : ErrorSites.find(Path.of(".."))) {
            page.append(error.markdown());
        }

        same("errors.md", page.toString());
    }

    private static void same(String name, String page) throws IOException {
        Path file = PAGES.resolve(name);
        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(PAGES);
            Files.writeString(file, page);
        }
        assertEquals(
                page,
                Files.readString(file),
                file + " is out of date; run ./holdfast test -Ddocs=write");
    }
}
