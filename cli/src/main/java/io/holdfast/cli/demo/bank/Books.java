package io.holdfast.cli.demo.bank;

import java.util.List;
import java.util.Map;

/**
 * What a database says of the bank.
 *
 * @param ledger in the order in which the rows were entered
 * @param balances by account
 */
public record Books(List<Transfer> ledger, Map<Integer, Long> balances) {
    public Books {
        ledger = List.copyOf(ledger);
        balances = Map.copyOf(balances);
    }
}
