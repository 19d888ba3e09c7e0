package io.holdfast.cli.policy;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.PlanApplyRequest;
import io.holdfast.proto.v1.PlanApplyResponse;
import io.holdfast.proto.v1.PoliciesGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast diff}. */
@Command(
        name = "diff",
        description = "Show what 'holdfast apply' would change. Changes nothing.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast diff -f policies.yaml")
public final class DiffCommand implements Runnable {
    @Mixin private FilesOption files;

    private final Output output;
    private final Logins logins;

    public DiffCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        List<Document> documents = files.read();
        try (PlaneConnection connection = logins.open()) {
            PlanApplyResponse plan = plan(connection, documents);
            output.result(
                    MessageTree.of(plan),
                    () -> ChangeLines.of(plan.getChangesList()).forEach(output::line));
        }
    }

    static PlanApplyResponse plan(PlaneConnection connection, List<Document> documents) {
        PlanApplyRequest request = PlanApplyRequest.newBuilder().addAllDocuments(documents).build();
        return connection.call(PoliciesGrpc::newBlockingStub, stub -> stub.planApply(request));
    }
}
