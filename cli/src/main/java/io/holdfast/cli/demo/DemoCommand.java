package io.holdfast.cli.demo;

import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast demo}. */
@Command(
        name = "demo",
        description = {
            "Show on this machine, in a minute, that a database comes back: start a real PostgreSQL"
                    + " and two S3 servers, let a bank work, make a backup, kill the database with"
                    + " kill -9 and delete its files at a random moment, restore from one of the"
                    + " buckets, and prove what came back.",
            "Nothing of it is left behind. Exits with 0 only if every promise held."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast demo --once")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Run once from the beginning to the end.")
    private boolean once;

    @Option(
            names = "--pg",
            paramLabel = "MAJOR",
            defaultValue = "18",
            description = "The major version of PostgreSQL, 14 to 18. Default: 18.")
    private int major;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Repeat the transfers, the moment and the bucket of another run. Default: a"
                            + " random number.")
    private @Nullable Long seed;

    private final Output output;
    private final ProgressDisplay display;
    private final Runnable quiet;
    private final RandomGenerator random;

    /**
     * @param quiet keeps logs, which tell of the disaster, out of the picture
     */
    public DemoCommand(
            Output output, ProgressDisplay display, Runnable quiet, RandomGenerator random) {
        this.output = output;
        this.display = display;
        this.quiet = quiet;
        this.random = random;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        quiet.run();
        long chosen = seed == null ? random.nextInt(1_000_000) : seed;
        DemoReport report = run(DemoSettings.of(major, chosen));
        output.result(report, () -> new ReportText(report).lines().forEach(output::line));
        return (report.promisesHeld() ? ExitCode.OK : ExitCode.INTERNAL).number();
    }

    private void check() {
        if (!once) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "demo-needs-once",
                    "the live demo comes with the control plane, and --once is the one to use",
                    "Run 'holdfast demo --once'.");
        }
        if (!EmbeddedPostgres.majors().contains(major)) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "demo-major-unknown",
                    "there is no PostgreSQL " + major + " here, only " + EmbeddedPostgres.majors(),
                    "Name one of these with --pg.");
        }
    }

    private DemoReport run(DemoSettings settings) throws InterruptedException {
        try (Stage stage = Stage.open();
                Progress progress = display.open(output.json())) {
            progress.note("Holdfast demo, seed " + settings.seed());
            try {
                return new Demo(settings, stage, progress).run();
            } catch (RuntimeException | InterruptedException e) {
                if (stage.isEnding()) {
                    throw new HoldfastException(
                            ErrorCategory.TRANSIENT,
                            "demo-interrupted",
                            "the demo was interrupted",
                            "Nothing of it is left; run it again whenever you like.",
                            e);
                }
                throw e;
            }
        }
    }
}
