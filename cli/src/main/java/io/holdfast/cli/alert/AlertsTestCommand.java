package io.holdfast.cli.alert;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AlertsGrpc;
import io.holdfast.proto.v1.TestRouteRequest;
import io.holdfast.proto.v1.TestRouteResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast alerts test}. */
@Command(
        name = "test",
        description = "Send a test by a route, and say whether it was taken.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast alerts test on-call")
public final class AlertsTestCommand implements Runnable {
    @Parameters(paramLabel = "ROUTE", description = "The route.")
    private String route;

    private final Output output;
    private final Logins logins;

    public AlertsTestCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        TestRouteRequest request = TestRouteRequest.newBuilder().setRoute(route).build();
        try (PlaneConnection connection = logins.open()) {
            TestRouteResponse tested =
                    connection.call(AlertsGrpc::newBlockingStub, stub -> stub.testRoute(request));
            if (!tested.getDelivered()) {
                throw new HoldfastException(
                        ErrorCategory.REFUSED,
                        "route-test-failed",
                        "the test by " + route + " was not taken: " + tested.getFailure(),
                        "Correct the route in the control plane's configuration, and start it"
                                + " anew.");
            }
            output.result(
                    MessageTree.of(tested),
                    () -> output.line("The test was taken: see whether it has arrived."));
        }
    }
}
