package io.holdfast.cli.job;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.proto.v1.CancelJobRequest;
import io.holdfast.proto.v1.CancelJobResponse;
import io.holdfast.proto.v1.JobsGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast jobs cancel}. */
@Command(
        name = "cancel",
        description = "Withdraw a job that waits for an agent.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast jobs cancel 0e2a4b5c-8d1f-4a53-9c1e-7b7a2f3d4e5f")
public final class JobsCancelCommand implements Runnable {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id;

    private final Output output;
    private final Logins logins;

    public JobsCancelCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        CancelJobRequest request = CancelJobRequest.newBuilder().setId(id).build();
        try (PlaneConnection connection = logins.open()) {
            CancelJobResponse done =
                    connection.call(JobsGrpc::newBlockingStub, stub -> stub.cancelJob(request));
            output.result(
                    MessageTree.of(done), () -> output.line("The job " + id + " was withdrawn."));
        }
    }
}
