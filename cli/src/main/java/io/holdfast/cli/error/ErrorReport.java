package io.holdfast.cli.error;

import io.holdfast.cli.output.Output;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells a person, or a program, what went wrong and what to do; never with a stack trace unasked.
 */
public final class ErrorReport {
    private final Output output;

    public ErrorReport(Output output) {
        this.output = output;
    }

    /** Reports what a command threw, and returns the exit code. */
    public int failed(Exception thrown) {
        HoldfastException failure =
                thrown instanceof HoldfastException known ? known : unexpected(thrown);
        return report(failure, thrown, ExitCode.of(failure.category()));
    }

    /** Reports a command line that cannot be understood, and returns the exit code. */
    public int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String help = "'" + command.getCommandSpec().qualifiedName() + " --help'";
        String meant = suggestion(e);
        if (e.getCause() instanceof HoldfastException cause) {
            return report(cause, e, ExitCode.of(cause.category()));
        }
        HoldfastException failure =
                new HoldfastException(
                        ErrorCategory.USER,
                        "usage",
                        lowerCase(String.valueOf(e.getMessage())),
                        meant + "Run " + help + " for what it takes and an example.",
                        e);
        return report(failure, e, ExitCode.USAGE);
    }

    private int report(HoldfastException failure, Exception thrown, ExitCode code) {
        if (output.json()) {
            output.result(Map.of("error", fields(failure, code)), () -> {});
        } else {
            output.errorLine("error: " + failure.getMessage());
            output.errorLine("hint: " + failure.hint());
        }
        if (output.debug()) {
            output.stackTrace(thrown);
        }
        return code.number();
    }

    private static Map<String, Object> fields(HoldfastException failure, ExitCode code) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", failure.code());
        fields.put("category", failure.category());
        fields.put("message", String.valueOf(failure.getMessage()));
        fields.put("hint", failure.hint());
        fields.put("exitCode", code.number());
        return fields;
    }

    private static HoldfastException unexpected(Exception e) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "unexpected",
                "something unexpected happened: " + e,
                "This is a defect of Holdfast: run the command again with --debug, and report what"
                        + " it prints.",
                e);
    }

    private static String suggestion(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "Did you mean '" + unmatched.getSuggestions().getFirst() + "'? ";
        }
        return "";
    }

    private static String lowerCase(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}
