package io.holdfast.cli.audit;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditGrpc;
import io.holdfast.proto.v1.ListAuditEntriesRequest;
import io.holdfast.proto.v1.ListAuditEntriesResponse;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast audit list}. */
@Command(
        name = "list",
        description = "Show entries of the audit log, the newest first.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast audit list --limit 20")
public final class AuditListCommand implements Runnable {
    @Option(
            names = "--limit",
            defaultValue = "50",
            description = "How many, at most 1000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--before", description = "Only entries before this number.")
    private long before;

    private final Output output;
    private final Logins logins;

    public AuditListCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ListAuditEntriesRequest request =
                ListAuditEntriesRequest.newBuilder().setPageSize(limit).setBefore(before).build();
        try (PlaneConnection connection = logins.open()) {
            ListAuditEntriesResponse page =
                    connection.call(
                            AuditGrpc::newBlockingStub, stub -> stub.listAuditEntries(request));
            output.result(MessageTree.of(page), () -> print(page));
        }
    }

    private void print(ListAuditEntriesResponse page) {
        Table table = new Table(">number", "at", "who", "from", "what", "to what", "outcome");
        for (AuditEntry entry : page.getEntriesList()) {
            table.row(
                    entry.getNumber(),
                    Human.time(Times.of(entry.getAt())),
                    entry.getActor(),
                    entry.getOrigin(),
                    entry.getAction(),
                    entry.getSubject(),
                    entry.getOutcome()
                            .name()
                            .replace("AUDIT_OUTCOME_", "")
                            .toLowerCase(Locale.ROOT));
        }
        table.lines().forEach(output::line);
    }
}
