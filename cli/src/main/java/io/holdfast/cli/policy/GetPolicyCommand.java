package io.holdfast.cli.policy;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AppliedPolicy;
import io.holdfast.proto.v1.GetPolicyRequest;
import io.holdfast.proto.v1.GetPolicyResponse;
import io.holdfast.proto.v1.ListPoliciesRequest;
import io.holdfast.proto.v1.ListPoliciesResponse;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.PoliciesGrpc;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast get policy}. */
@Command(
        name = "policy",
        description =
                "List the policies, those that are built in too; or print one as the file that"
                        + " applies it.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast get policy financial")
public final class GetPolicyCommand implements Runnable {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "One policy. Default: list all.")
    private @Nullable String name;

    @Option(
            names = "--policy-version",
            paramLabel = "N",
            defaultValue = "0",
            description = "As it was in that version. Default: the newest.")
    private long version;

    private final Output output;
    private final Logins logins;

    public GetPolicyCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        try (PlaneConnection connection = logins.open()) {
            String one = name;
            if (one == null) {
                ListPoliciesResponse all =
                        connection.call(
                                PoliciesGrpc::newBlockingStub,
                                stub ->
                                        stub.listPolicies(
                                                ListPoliciesRequest.getDefaultInstance()));
                output.result(MessageTree.of(all), () -> print(all));
            } else {
                GetPolicyRequest request =
                        GetPolicyRequest.newBuilder().setName(one).setVersion(version).build();
                GetPolicyResponse found =
                        connection.call(
                                PoliciesGrpc::newBlockingStub, stub -> stub.getPolicy(request));
                output.result(MessageTree.of(found), () -> print(found.getPolicy()));
            }
        }
    }

    private void print(ListPoliciesResponse all) {
        Table table =
                new Table(
                        "policy",
                        ">version",
                        ">database",
                        ">region",
                        ">provider",
                        ">recovery",
                        ">clusters");
        for (AppliedPolicy applied : all.getPoliciesList()) {
            Objectives objectives = applied.getPolicy().getObjectives();
            table.row(
                    applied.getPolicy().getName(),
                    applied.getVersion() == 0 ? "built in" : applied.getVersion(),
                    objectives.hasDatabase() ? duration(objectives.getDatabase()) : "-",
                    objectives.hasRegion() ? duration(objectives.getRegion()) : "-",
                    objectives.hasProvider() ? duration(objectives.getProvider()) : "-",
                    objectives.hasRecoveryTime() ? duration(objectives.getRecoveryTime()) : "-",
                    applied.getClustersCount());
        }
        table.lines().forEach(output::line);
    }

    private static String duration(com.google.protobuf.Duration duration) {
        return Human.duration(Times.of(duration));
    }

    private void print(AppliedPolicy applied) {
        output.line(
                applied.getVersion() == 0
                        ? "# built in"
                        : "# version %d, applied by %s on %s"
                                .formatted(
                                        applied.getVersion(),
                                        applied.getAppliedBy(),
                                        Human.time(Times.of(applied.getAppliedAt()))));
        PolicyText.lines(applied.getPolicy()).forEach(output::line);
    }
}
