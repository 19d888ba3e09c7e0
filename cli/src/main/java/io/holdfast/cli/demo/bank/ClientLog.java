package io.holdfast.cli.demo.bank;

import java.util.List;

/** What one client remembers: everything that it sent, and what of it was confirmed. */
public record ClientLog(int client, List<Transfer> issued, List<Acknowledged> acknowledged) {
    public ClientLog {
        issued = List.copyOf(issued);
        acknowledged = List.copyOf(acknowledged);
    }
}
