package io.holdfast.cli.demo;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.cli.demo.bank.Bank;
import io.holdfast.cli.demo.bank.Books;
import io.holdfast.cli.demo.bank.ClientLog;
import io.holdfast.cli.demo.bank.Evidence;
import io.holdfast.cli.demo.bank.Verdict;
import io.holdfast.cli.demo.bank.Workload;
import io.holdfast.cli.output.Human;
import io.holdfast.cli.progress.Progress;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.wal.WalWindow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** One run: a bank at work, a backup, a disaster, a restore, a judgement. */
final class Demo {
    private static final long OPENING_BALANCE = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final DemoSettings settings;
    private final Stage stage;
    private final Progress progress;
    private final SplittableRandom random;
    private final SecureRandom secure = new SecureRandom();
    private final Bank bank;

    Demo(DemoSettings settings, Stage stage, Progress progress) {
        this.settings = settings;
        this.stage = stage;
        this.progress = progress;
        this.random = new SplittableRandom(settings.seed());
        this.bank = new Bank(settings.accounts(), OPENING_BALANCE);
    }

    /** The backup that was made, and how long it took. */
    private record Made(BackupManifest manifest, Duration duration) {}

    /** What is known when the database is gone. */
    private record Aftermath(
            Instant at, Optional<Lsn> acknowledged, List<ClientLog> clients, LagWatch lag) {}

    /** What was read from the restored server, and how long it took to get there. */
    private record Recovered(Books books, Duration duration) {}

    DemoReport run() throws InterruptedException {
        progress.status("starting PostgreSQL " + settings.major() + " and two S3 servers");
        long began = System.nanoTime();
        Database database = Database.start(stage, settings.major(), bank, secure);
        List<Region> regions =
                List.of(
                        Region.start(stage, "frankfurt", "eu-central-1"),
                        Region.start(stage, "paris", "eu-west-3"));
        AgentConfig config =
                new ConfigurationFiles(stage.directory()).write(database, regions, secure);
        note(
                "PostgreSQL " + database.version() + " and two S3 servers, frankfurt and paris",
                began);

        WatchedAgent agent = startAgent(config);
        Workload workload = startWorkload(database);
        LagWatch lag = stage.keep(LagWatch.start(agent::status, workload::acknowledged, progress));
        Made backup = backUp(agent);
        workload.requireRunning();
        Aftermath aftermath = destroy(database, agent, workload, lag);

        try (var repositories =
                new ConfiguredRepositories(config, new SimpleMeterRegistry(), secure)) {
            Map<String, WalWindow> windows = frontiers(repositories);
            Region chosen = regions.get(random.nextInt(regions.size()));
            Recovered recovered =
                    rescue(config, database, repositories.named(chosen.name()).open());
            return report(database, backup, aftermath, windows, chosen, recovered);
        }
    }

    private WatchedAgent startAgent(AgentConfig config) throws InterruptedException {
        progress.status("setting up the repositories");
        long began = System.nanoTime();
        try (var repositories =
                new ConfiguredRepositories(config, new SimpleMeterRegistry(), secure)) {
            repositories.setUp(Instant.now());
        }
        WatchedAgent agent = stage.keep(WatchedAgent.start(config, secure));
        agent.awaitCapture();
        note("the agent captures WAL into both", began);
        return agent;
    }

    private Workload startWorkload(Database database) {
        progress.note(
                settings.clients()
                        + " clients of a bank begin to move money between "
                        + settings.accounts()
                        + " accounts");
        return stage.keep(
                Workload.start(
                        settings.clients(),
                        LONGEST_PAUSE,
                        bank,
                        database::connect,
                        random.split(),
                        Instant::now));
    }

    private Made backUp(WatchedAgent agent) {
        long began = System.nanoTime();
        try (Bar bar = new Bar(progress, "full backup while they work")) {
            BackupManifest manifest = agent.backUp(bar);
            bar.done();
            return new Made(manifest, since(began));
        }
    }

    private Aftermath destroy(
            Database database, WatchedAgent agent, Workload workload, LagWatch lag)
            throws InterruptedException {
        long spread = settings.latest().minus(settings.earliest()).toMillis();
        Patience.pause(settings.earliest().plusMillis(random.nextLong(spread + 1)));
        workload.requireRunning();
        lag.close();
        Optional<Lsn> acknowledged = agent.acknowledged();
        Instant at = database.destroy();
        progress.note("kill -9: PostgreSQL is gone, and its data directory is deleted");
        List<ClientLog> clients = workload.awaitEnd();
        progress.status("the agent puts what it had received");
        agent.awaitEndOfStream();
        progress.status("");
        return new Aftermath(at, acknowledged, clients, lag);
    }

    private Map<String, WalWindow> frontiers(ConfiguredRepositories repositories) {
        Map<String, WalWindow> windows = new TreeMap<>();
        repositories.all().forEach(r -> windows.put(r.name(), Holdings.of(r.open())));
        return windows;
    }

    private Recovered rescue(AgentConfig config, Database database, ClusterRepository repository)
            throws InterruptedException {
        long began = System.nanoTime();
        EmbeddedPostgres server =
                new Rescue(stage, config, database.major(), progress).run(repository);
        Duration duration = since(began);
        progress.note("it takes writes again after " + Human.duration(duration));
        progress.status("comparing the bank with what its clients remember");
        try (Connection connection = database.connectTo(server)) {
            return new Recovered(bank.read(connection), duration);
        } catch (SQLException e) {
            throw Database.failed("read the restored bank", e);
        }
    }

    private DemoReport report(
            Database database,
            Made backup,
            Aftermath aftermath,
            Map<String, WalWindow> windows,
            Region chosen,
            Recovered recovered) {
        WalWindow window = Optional.ofNullable(windows.get(chosen.name())).orElseThrow();
        Verdict verdict =
                Verdict.of(
                        new Evidence(bank, aftermath.clients(), window.end(), recovered.books()));
        boolean isAcknowledgedKept =
                aftermath
                        .acknowledged()
                        .filter(
                                lsn ->
                                        windows.values().stream()
                                                .anyMatch(w -> w.end().isBefore(lsn)))
                        .isEmpty();
        LagFigures lag = aftermath.lag().overall();
        Map<String, String> frontiers = new TreeMap<>();
        windows.forEach((name, each) -> frontiers.put(name, each.end().toString()));
        return new DemoReport(
                database.version(),
                settings.seed(),
                new DemoReport.Transactions(
                        verdict.acknowledged(),
                        verdict.promised(),
                        verdict.recovered(),
                        verdict.lost(),
                        verdict.unacknowledged()),
                loss(verdict, aftermath.at()),
                verdict.invariantsHold(),
                isAcknowledgedKept,
                new DemoReport.LagMillis(lag.p50(), lag.p99(), aftermath.lag().figures()),
                new DemoReport.BackupFigures(
                        backup.duration(),
                        backup.manifest().totals().plainBytes(),
                        backup.manifest().totals().storedBytes()),
                new DemoReport.RestoreFigures(chosen.name(), recovered.duration()),
                new DemoReport.WalFigures(window.end().minus(window.start()), frontiers),
                verdict.violations(),
                verdict.invariantsHold() && verdict.isPromisedThere() && isAcknowledgedKept);
    }

    /** A transfer may still be confirmed while the signal is on its way: that is no loss. */
    private static Duration loss(Verdict verdict, Instant disaster) {
        Duration loss =
                verdict.lastRecovered()
                        .map(last -> Duration.between(last, disaster))
                        .orElse(Duration.ZERO);
        return loss.isNegative() ? Duration.ZERO : loss;
    }

    private void note(String what, long began) {
        progress.note(what + ": " + Human.duration(since(began)));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
