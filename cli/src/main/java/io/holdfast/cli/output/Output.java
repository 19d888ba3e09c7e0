package io.holdfast.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's words go. With {@code --json} standard output carries exactly one JSON object,
 * and everything else is left out or goes to the error stream; without it the same command writes
 * text.
 */
public final class Output {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintStream out;
    private final PrintStream err;
    private boolean json;
    private boolean debug;
    private boolean answered;

    public Output(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Chooses between text and JSON. Called while the command line is read, before anything is
     * written.
     */
    public void json(boolean chosen) {
        this.json = chosen;
    }

    public boolean json() {
        return json;
    }

    /** Whether stack traces and debug logs are wanted. */
    public void debug(boolean chosen) {
        this.debug = chosen;
    }

    public boolean debug() {
        return debug;
    }

    /**
     * The command's answer, once per run: either {@code answer} as a JSON object (a map or a
     * record, see {@link JsonTree}), or what {@code text} prints.
     */
    public void result(Object answer, Runnable text) {
        if (answered) {
            throw new IllegalStateException("a command answers once");
        }
        answered = true;
        if (json) {
            out.println(write(JsonTree.of(answer)));
        } else {
            text.run();
        }
        out.flush();
    }

    /**
     * One of many answers, with {@code --json}: an object on a line of its own. Of a command that
     * goes on until it is stopped.
     */
    public void jsonLine(Object answer) {
        if (json) {
            try {
                out.println(new ObjectMapper().writeValueAsString(JsonTree.of(answer)));
                out.flush();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("maps and records have a JSON form", e);
            }
        }
    }

    /** A line of text for people; nothing with {@code --json}. */
    public void line(String line) {
        if (!json) {
            out.println(line);
            // whoever reads a pipe may have to act on this line while the command goes on
            out.flush();
        }
    }

    /** A line on the error stream, in either mode. */
    public void errorLine(String line) {
        err.println(line);
        err.flush();
    }

    public void stackTrace(Throwable thrown) {
        thrown.printStackTrace(err);
        err.flush();
    }

    /** Standard output, for what prints by itself, such as help. */
    public PrintWriter writer() {
        return new PrintWriter(out, true, out.charset());
    }

    private static String write(@Nullable Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree holds something else", e);
        }
    }
}
