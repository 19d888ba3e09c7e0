package io.holdfast.cli.policy;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.ApplyRequest;
import io.holdfast.proto.v1.ApplyResponse;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.PlanApplyResponse;
import io.holdfast.proto.v1.PoliciesGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast apply}. */
@Command(
        name = "apply",
        description = {
            "Apply policies, and assign them to clusters. A document takes the place of the one"
                    + " before as a whole: what it does not say does not hold.",
            "What would keep backups less long is shown, and refused without --keep-less."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast apply -f policies.yaml")
public final class ApplyCommand implements Runnable {
    @Mixin private FilesOption files;

    @Option(
            names = "--keep-less",
            description = "Apply it also if backups are kept less long than before.")
    private boolean isLessMeant;

    private final Output output;
    private final Logins logins;

    public ApplyCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        List<Document> documents = files.read();
        try (PlaneConnection connection = logins.open()) {
            PlanApplyResponse plan = DiffCommand.plan(connection, documents);
            if (!output.json()) {
                ChangeLines.of(plan.getChangesList()).forEach(output::line);
            }
            ApplyRequest request =
                    ApplyRequest.newBuilder()
                            .addAllDocuments(documents)
                            .setFingerprint(plan.getFingerprint())
                            .setKeepLess(isLessMeant)
                            .build();
            ApplyResponse applied =
                    connection.call(PoliciesGrpc::newBlockingStub, stub -> stub.apply(request));
            output.result(MessageTree.of(applied), () -> output.line("Applied."));
        }
    }
}
