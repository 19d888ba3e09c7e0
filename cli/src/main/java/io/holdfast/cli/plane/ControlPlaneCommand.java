package io.holdfast.cli.plane;

import io.holdfast.cli.options.HostName;
import io.holdfast.cli.output.Output;
import io.holdfast.controlplane.config.ControlPlaneConfig;
import io.holdfast.controlplane.key.PlaneKey;
import io.holdfast.controlplane.persistence.DatabaseAddress;
import io.holdfast.controlplane.run.AdminAccount;
import io.holdfast.controlplane.run.ControlPlane;
import io.holdfast.controlplane.run.StateDirectory;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import io.holdfast.settings.value.Secret;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast control-plane}. */
@Command(
        name = "control-plane",
        description = {
            "Run the control plane until Ctrl-C or SIGTERM.",
            "Without a configuration it keeps its state in a PostgreSQL of its own, in the state"
                    + " directory: for one machine, and for trying. Production wants a PostgreSQL"
                    + " that is looked after: name it in the configuration file.",
            "The first start makes the user 'admin' and prints its password, this once."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  holdfast control-plane",
            "  holdfast control-plane --config /etc/holdfast/control-plane.yaml"
        })
public final class ControlPlaneCommand implements Runnable {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file. Default: none, and the defaults hold.")
    private @Nullable Path file;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "The state directory, where no configuration file names one. Default:"
                            + " $XDG_STATE_HOME/holdfast/control-plane, else"
                            + " ~/.local/state/holdfast/control-plane.")
    private @Nullable Path state;

    @Option(
            names = "--port",
            defaultValue = "7440",
            description =
                    "The API's port, where no configuration file names one; agents connect to the"
                            + " next, and metrics are on the one after. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--new-admin-password",
            description = "Give the user 'admin' a new password, make it an admin, and print it.")
    private boolean newAdminPassword;

    private final Output output;
    private final Runnable logging;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param logging begins to log what a long-running process tells
     * @param random a cryptographically strong source
     */
    public ControlPlaneCommand(
            Output output, Runnable logging, InstantSource clock, RandomGenerator random) {
        this.output = output;
        this.logging = logging;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        ControlPlaneConfig config = config();
        if (!output.debug()) {
            logging.run();
        }
        StateDirectory directory = new StateDirectory(config.stateDirectory());
        directory.ensure();
        try (StateDirectory.Hold _ = directory.hold()) {
            run(config, directory);
        }
    }

    private void run(ControlPlaneConfig config, StateDirectory directory) {
        PlaneKey key = key(config, directory);
        Secret url = config.database();
        if (url == null) {
            OwnDatabase own = OwnDatabase.start(directory, random);
            try {
                serve(config, own.address(), key, directory, own::close);
            } catch (RuntimeException e) {
                own.close();
                throw e;
            }
        } else {
            serve(config, DatabaseAddress.parse(url.read()), key, directory, () -> {});
        }
    }

    private ControlPlaneConfig config() {
        if (file == null) {
            return ControlPlaneConfig.defaults(state == null ? defaultState() : state, port);
        }
        return ControlPlaneConfig.read(
                file, new Surroundings(System::getenv, HostName.get(), SecretCheck.NOW));
    }

    private static Path defaultState() {
        String base = System.getenv("XDG_STATE_HOME");
        Path parent =
                base == null || base.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(base);
        return parent.resolve("holdfast").resolve("control-plane");
    }

    private PlaneKey key(ControlPlaneConfig config, StateDirectory directory) {
        Secret key = config.key();
        return key == null
                ? directory.key(random)
                : PlaneKey.parse(key.read(), key.toString(), random);
    }

    private void serve(
            ControlPlaneConfig config,
            DatabaseAddress database,
            PlaneKey key,
            StateDirectory directory,
            Runnable afterwards) {
        AdminAccount.Wish wish =
                newAdminPassword ? AdminAccount.Wish.NEW_PASSWORD : AdminAccount.Wish.IF_NONE;
        ControlPlane plane =
                ControlPlane.start(config, database, key, wish, clock, System::nanoTime, random);
        Thread stop =
                new Thread(
                        () -> {
                            plane.close();
                            afterwards.run();
                        },
                        "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        directory.show(plane.authority().pem());
        tell(config, plane);
        untilSignalled();
    }

    private void tell(ControlPlaneConfig config, ControlPlane plane) {
        String host = config.api().names().stream().findFirst().orElse(host(config.api().host()));
        String url = "https://" + host + ":" + plane.apiPort();
        String page = "http://" + host(config.page().host()) + ":" + plane.pagePort();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("url", url);
        answer.put("agentsUrl", plane.agentsUrl());
        answer.put("caPin", plane.authority().pin());
        answer.put("page", page);
        plane.admin().ifPresent(made -> answer.put("user", made.user().name()));
        plane.admin().ifPresent(made -> answer.put("password", made.password()));
        output.result(
                answer,
                () -> {
                    output.line("The control plane runs at " + url + ".");
                    output.line("Metrics and health: " + page + "/metrics, /health/ready.");
                    if (config.database() == null) {
                        output.line(
                                "Its state is in a PostgreSQL of its own in "
                                        + config.stateDirectory()
                                        + ": for trying. Production wants 'database' in a"
                                        + " configuration file.");
                    }
                    login(url, plane);
                });
    }

    private void login(String url, ControlPlane plane) {
        output.line("");
        output.line("Log in with:");
        output.line(
                "  holdfast login --url "
                        + url
                        + " --user admin --ca-pin "
                        + plane.authority().pin());
        plane.admin()
                .ifPresent(
                        made ->
                                output.line(
                                        "The password of admin, shown this once: "
                                                + made.password()));
    }

    private static String host(String listening) {
        return listening.equals("0.0.0.0") || listening.equals("::") ? HostName.get() : listening;
    }

    private static void untilSignalled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
