package io.holdfast.cli.demo.bank;

import io.holdfast.postgres.Lsn;
import java.util.List;

/**
 * All that a judgement is made from.
 *
 * @param clients what they remember
 * @param frontier up to where the repository held the WAL: what it promised
 * @param recovered what the restored database says
 */
public record Evidence(Bank bank, List<ClientLog> clients, Lsn frontier, Books recovered) {
    public Evidence {
        clients = List.copyOf(clients);
    }
}
