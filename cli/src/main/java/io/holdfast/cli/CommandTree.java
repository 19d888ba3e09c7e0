package io.holdfast.cli;

import io.holdfast.cli.access.LoginCommand;
import io.holdfast.cli.access.LogoutCommand;
import io.holdfast.cli.access.PasswordCommand;
import io.holdfast.cli.access.TokenCommand;
import io.holdfast.cli.access.TokenCreateCommand;
import io.holdfast.cli.access.TokenListCommand;
import io.holdfast.cli.access.TokenRevokeCommand;
import io.holdfast.cli.access.UserAddCommand;
import io.holdfast.cli.access.UserCommand;
import io.holdfast.cli.access.UserListCommand;
import io.holdfast.cli.access.UserRemoveCommand;
import io.holdfast.cli.access.UserResetCommand;
import io.holdfast.cli.access.UserRoleCommand;
import io.holdfast.cli.access.WhoAmICommand;
import io.holdfast.cli.adopt.AdoptCommand;
import io.holdfast.cli.agent.AgentCommand;
import io.holdfast.cli.agent.AgentJoinCommand;
import io.holdfast.cli.agent.StatusCommand;
import io.holdfast.cli.alert.AlertsAckCommand;
import io.holdfast.cli.alert.AlertsCommand;
import io.holdfast.cli.alert.AlertsRoutesCommand;
import io.holdfast.cli.alert.AlertsTestCommand;
import io.holdfast.cli.alert.MaintenanceCommand;
import io.holdfast.cli.alert.MaintenanceEndCommand;
import io.holdfast.cli.alert.MaintenanceListCommand;
import io.holdfast.cli.alert.MaintenanceStartCommand;
import io.holdfast.cli.audit.AuditCommand;
import io.holdfast.cli.audit.AuditExportCommand;
import io.holdfast.cli.audit.AuditListCommand;
import io.holdfast.cli.audit.AuditVerifyCommand;
import io.holdfast.cli.backup.BackupCommand;
import io.holdfast.cli.backup.BackupsCommand;
import io.holdfast.cli.config.ConfigCheckCommand;
import io.holdfast.cli.config.ConfigCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.error.ErrorReport;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.cli.expire.ExpireCommand;
import io.holdfast.cli.fleet.AgentRevokeCommand;
import io.holdfast.cli.fleet.ClustersCommand;
import io.holdfast.cli.fleet.JoinTokenCommand;
import io.holdfast.cli.fleet.JoinTokenCreateCommand;
import io.holdfast.cli.fleet.JoinTokenListCommand;
import io.holdfast.cli.fleet.JoinTokenRevokeCommand;
import io.holdfast.cli.job.BackupRunsCommand;
import io.holdfast.cli.job.JobsCancelCommand;
import io.holdfast.cli.job.JobsCommand;
import io.holdfast.cli.key.KeyCommand;
import io.holdfast.cli.key.KeyNewCommand;
import io.holdfast.cli.lag.LagCommand;
import io.holdfast.cli.lag.LagHistoryCommand;
import io.holdfast.cli.lag.WatchCommand;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.plane.ControlPlaneCommand;
import io.holdfast.cli.policy.ApplyCommand;
import io.holdfast.cli.policy.DeleteAssignmentCommand;
import io.holdfast.cli.policy.DeleteCommand;
import io.holdfast.cli.policy.DeletePolicyCommand;
import io.holdfast.cli.policy.DiffCommand;
import io.holdfast.cli.policy.GetAssignmentCommand;
import io.holdfast.cli.policy.GetCommand;
import io.holdfast.cli.policy.GetPolicyCommand;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.repository.InitCommand;
import io.holdfast.cli.restore.RestoreCommand;
import io.holdfast.cli.verify.VerifyCommand;
import io.holdfast.cli.wal.WalCommand;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands, wired: plain constructors, in the order in which help lists them. */
final class CommandTree {
    private CommandTree() {}

    static CommandLine of(Output output) {
        Logs logs = new Logs();
        SecureRandom random = new SecureRandom();
        var display = new ProgressDisplay(System.err, System::nanoTime);
        var root = new CommandLine(new RootCommand(output, logs));
        root.addSubcommand(new DemoCommand(output, display, logs::errorsOnly, random));
        root.addSubcommand(
                new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(output)));
        root.addSubcommand(
                new CommandLine(new KeyCommand()).addSubcommand(new KeyNewCommand(output, random)));
        root.addSubcommand(new InitCommand(output, Instant::now, random));
        root.addSubcommand(
                new CommandLine(new AgentCommand(output, logs::information, Instant::now, random))
                        .addSubcommand(new AgentJoinCommand(output, Instant::now))
                        .addSubcommand(new AgentRevokeCommand(output, new Logins(System::getenv))));
        root.addSubcommand(
                new BackupCommand(
                        output, display, new Logins(System::getenv), Instant::now, random));
        root.addSubcommand(new BackupsCommand(output, random));
        root.addSubcommand(new WalCommand(output, random));
        root.addSubcommand(new StatusCommand(output));
        root.addSubcommand(new AdoptCommand(output, Instant::now, random));
        root.addSubcommand(new RestoreCommand(output, display, Instant::now, random));
        root.addSubcommand(new ExpireCommand(output, random, Instant::now));
        root.addSubcommand(new VerifyCommand(output, display, Instant::now, random));
        addControlPlane(root, output, logs, random);
        addFleet(root, output, display);
        return configured(root, new ErrorReport(output), output);
    }

    private static void addControlPlane(
            CommandLine root, Output output, Logs logs, SecureRandom random) {
        Logins logins = new Logins(System::getenv);
        root.addSubcommand(
                new ControlPlaneCommand(output, logs::information, Instant::now, random));
        root.addSubcommand(new LoginCommand(output, logins));
        root.addSubcommand(new LogoutCommand(output, logins));
        root.addSubcommand(new WhoAmICommand(output, logins));
        root.addSubcommand(new PasswordCommand(output, logins));
        root.addSubcommand(
                new CommandLine(new UserCommand())
                        .addSubcommand(new UserListCommand(output, logins))
                        .addSubcommand(new UserAddCommand(output, logins))
                        .addSubcommand(new UserRoleCommand(output, logins))
                        .addSubcommand(new UserResetCommand(output, logins))
                        .addSubcommand(new UserRemoveCommand(output, logins)));
        root.addSubcommand(
                new CommandLine(new TokenCommand())
                        .addSubcommand(new TokenListCommand(output, logins))
                        .addSubcommand(new TokenCreateCommand(output, logins))
                        .addSubcommand(new TokenRevokeCommand(output, logins)));
        root.addSubcommand(
                new CommandLine(new AuditCommand())
                        .addSubcommand(new AuditListCommand(output, logins))
                        .addSubcommand(new AuditExportCommand(output, logins))
                        .addSubcommand(new AuditVerifyCommand(output)));
    }

    private static void addFleet(CommandLine root, Output output, ProgressDisplay display) {
        Logins logins = new Logins(System::getenv);
        root.addSubcommand(
                new CommandLine(new JoinTokenCommand())
                        .addSubcommand(new JoinTokenCreateCommand(output, logins))
                        .addSubcommand(new JoinTokenListCommand(output, logins))
                        .addSubcommand(new JoinTokenRevokeCommand(output, logins)));
        root.addSubcommand(new ClustersCommand(output, logins, Instant::now));
        root.addSubcommand(
                new CommandLine(new LagCommand(output, logins))
                        .addSubcommand(new LagHistoryCommand(output, logins)));
        root.addSubcommand(new WatchCommand(output, logins, display, Instant::now));
        root.addSubcommand(new ApplyCommand(output, logins));
        root.addSubcommand(new DiffCommand(output, logins));
        root.addSubcommand(
                new CommandLine(new GetCommand())
                        .addSubcommand(new GetPolicyCommand(output, logins))
                        .addSubcommand(new GetAssignmentCommand(output, logins)));
        root.addSubcommand(
                new CommandLine(new DeleteCommand())
                        .addSubcommand(new DeletePolicyCommand(output, logins))
                        .addSubcommand(new DeleteAssignmentCommand(output, logins)));
        root.addSubcommand(
                new CommandLine(new JobsCommand(output, logins))
                        .addSubcommand(new JobsCancelCommand(output, logins)));
        root.addSubcommand(new BackupRunsCommand(output, logins));
        root.addSubcommand(
                new CommandLine(new AlertsCommand(output, logins))
                        .addSubcommand(new AlertsAckCommand(output, logins))
                        .addSubcommand(new AlertsRoutesCommand(output, logins))
                        .addSubcommand(new AlertsTestCommand(output, logins)));
        root.addSubcommand(
                new CommandLine(new MaintenanceCommand())
                        .addSubcommand(new MaintenanceStartCommand(output, logins, Instant::now))
                        .addSubcommand(new MaintenanceListCommand(output, logins))
                        .addSubcommand(new MaintenanceEndCommand(output, logins)));
    }

    private static CommandLine configured(CommandLine root, ErrorReport errors, Output output) {
        root.setOut(output.writer());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedOptionsAllowed(false);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
        root.setExecutionExceptionHandler((e, command, parsed) -> errors.failed(e));
        root.setParameterExceptionHandler(
                (e, arguments) -> {
                    // Parsing may have stopped before it came to these.
                    output.json(List.of(arguments).contains("--json"));
                    output.debug(List.of(arguments).contains("--debug"));
                    return errors.misused(e);
                });
        root.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE.number());
        root.getCommandSpec().exitCodeOnExecutionException(ExitCode.INTERNAL.number());
        root.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes())
                .footerHeading("%nExamples:%n")
                .footer(
                        "  holdfast demo --once",
                        "  holdfast key new --out /etc/holdfast/master.key",
                        "  holdfast config check --config /etc/holdfast/holdfast.yaml",
                        "  holdfast backups",
                        "  holdfast verify --level replays",
                        "  holdfast restore --to latest --target /var/lib/postgresql/18/restored");
        return root;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> list = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values())
                .forEach(code -> list.put(Integer.toString(code.number()), code.meaning()));
        return list;
    }
}
