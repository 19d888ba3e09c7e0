package io.holdfast.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.agent.verify.BackupVerification;
import io.holdfast.agent.verify.Level;
import io.holdfast.agent.verify.Problem;
import io.holdfast.agent.verify.Verdict;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.output.Output;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
    private static final String PACK = "backups/20260102T030405Z-cafe/packs/00000002";
    private final HoldfastException broken =
            new HoldfastException(
                    ErrorCategory.INTEGRITY, "object-damaged", PACK + " is damaged", "Keep it.");
    private final HoldfastException cutOff =
            new HoldfastException(
                    ErrorCategory.TRANSIENT, "repository-unreachable", "no answer", "Wait.");
    private final Verdict damaged = new Verdict.Damaged(Level.INTACT, new Problem(PACK, broken));
    private final Verdict notChecked = new Verdict.NotChecked(Level.INTACT, cutOff);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void soundBackupsEndWell() {
        assertEquals(ExitCode.OK, report(new Verdict.Passed()).exitCode());
        assertEquals(ExitCode.OK, report(new Verdict.Expired()).exitCode());
    }

    @Test
    void damageComesBeforeWhatCouldNotBeChecked() {
        assertEquals(ExitCode.INTEGRITY, report(notChecked, damaged).exitCode());
        assertEquals(ExitCode.TRANSIENT, report(notChecked).exitCode());
    }

    @Test
    void aRepositoryThatCannotBeReadIsNoSuccess() {
        var away = new RepositoryVerification("far", List.of(), Optional.of(cutOff));

        assertEquals(ExitCode.TRANSIENT, new VerifyReport(Level.STORED, List.of(away)).exitCode());
    }

    @Test
    @DisplayName("T84: the table names the levels that were reached, and damage its object")
    void theTableNamesLevelsAndDamagedObjects() {
        report(damaged, notChecked).print(output(false));

        String text = out.toString(UTF_8);
        assertTrue(text.lines().findFirst().orElseThrow().startsWith("REPOSITORY  BACKUP"), text);
        assertTrue(text.contains("  stored  "), text);
        assertTrue(text.contains("not intact"), text);
        assertTrue(text.contains("kept as it is: " + PACK), text);
        assertTrue(text.contains("could not be checked: no answer"), text);
        assertTrue(text.contains("Not shown by level intact: It was not started"), text);
    }

    @Test
    void theJsonSaysTheSame() throws IOException {
        VerifyReport report = report(damaged, new Verdict.Passed());
        output(true).result(report.json(), () -> {});

        JsonNode backups =
                new ObjectMapper().readTree(out.toByteArray()).at("/repositories/0/backups");
        assertEquals("damaged", backups.at("/0/verdict").asText());
        assertEquals("intact", backups.at("/0/at").asText());
        assertEquals(PACK, backups.at("/0/object").asText());
        assertEquals("object-damaged", backups.at("/0/error/code").asText());
        assertEquals("stored", backups.at("/0/passed/0").asText());
        assertEquals("0/3000000", backups.at("/0/frontier").asText());
        assertEquals("passed", backups.at("/1/verdict").asText());
    }

    private Output output(boolean json) {
        var stream = new PrintStream(out, true, UTF_8);
        Output output = new Output(stream, stream);
        output.json(json);
        return output;
    }

    private static VerifyReport report(Verdict... verdicts) {
        List<BackupVerification> backups =
                List.of(verdicts).stream()
                        .map(
                                verdict ->
                                        new BackupVerification(
                                                new BackupId("20260102T030405Z-cafe"),
                                                List.of(Level.STORED),
                                                Optional.of(Lsn.parse("0/3000000")),
                                                12,
                                                3L << 20,
                                                Optional.empty(),
                                                Duration.ofSeconds(4),
                                                verdict))
                        .toList();
        return new VerifyReport(
                Level.INTACT,
                List.of(new RepositoryVerification("near", backups, Optional.empty())));
    }
}
