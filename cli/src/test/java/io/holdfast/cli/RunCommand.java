package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What {@code holdfast} did, run to its end. */
public record RunCommand(int exitCode, String out, String err) {
    /** In this process. */
    public static RunCommand of(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var output =
                new Output(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        int code = CommandTree.of(output).execute(arguments);
        return new RunCommand(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** What it printed, which must be one JSON object. */
    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError(out, e);
        }
    }
}
