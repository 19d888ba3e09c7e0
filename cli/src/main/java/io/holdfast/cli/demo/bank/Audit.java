package io.holdfast.cli.demo.bank;

import io.holdfast.cli.demo.bank.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks for what should not be so: one violation for each kind, with the first example. */
final class Audit {
    private final Evidence evidence;
    private final Books books;

    Audit(Evidence evidence) {
        this.evidence = evidence;
        this.books = evidence.recovered();
    }

    /** Confirmed transfers whose commit lies at or before the frontier. */
    List<Acknowledged> promised() {
        return evidence.clients().stream()
                .flatMap(client -> client.acknowledged().stream())
                .filter(a -> a.flushed().filter(l -> !l.isAfter(evidence.frontier())).isPresent())
                .toList();
    }

    List<Violation> violations() {
        List<Violation> all = new ArrayList<>();
        add(all, Kind.PROMISED_MISSING, missing());
        add(all, Kind.INVENTED, invented());
        add(all, Kind.NOT_A_PREFIX, outOfOrder());
        add(all, Kind.TOTAL_CHANGED, total());
        add(all, Kind.BALANCE_WRONG, balances());
        return List.copyOf(all);
    }

    private static void add(List<Violation> all, Kind kind, List<String> found) {
        if (!found.isEmpty()) {
            String more = found.size() == 1 ? "" : " (and " + (found.size() - 1) + " more)";
            all.add(new Violation(kind, found.getFirst() + more));
        }
    }

    private List<String> missing() {
        Set<Transfer> ledger = new HashSet<>(books.ledger());
        return promised().stream()
                .filter(a -> !ledger.contains(a.transfer()))
                .map(a -> a + " is missing, and the frontier is " + evidence.frontier())
                .toList();
    }

    private List<String> invented() {
        Set<Transfer> issued = new HashSet<>();
        evidence.clients().forEach(client -> issued.addAll(client.issued()));
        // taken out when found, so that a second one like it was not issued
        return books.ledger().stream()
                .filter(row -> !issued.remove(row))
                .map(row -> row + " was not issued, or is there twice")
                .toList();
    }

    private List<String> outOfOrder() {
        List<String> found = new ArrayList<>();
        Map<Integer, Long> last = new HashMap<>();
        for (Transfer row : books.ledger()) {
            long expected = last.getOrDefault(row.client(), 0L) + 1;
            if (row.sequence() != expected) {
                found.add(row + " stands where sequence " + expected + " belongs");
            }
            last.put(row.client(), row.sequence());
        }
        return found;
    }

    private List<String> total() {
        long total = books.balances().values().stream().mapToLong(Long::longValue).sum();
        long expected = evidence.bank().total();
        return total == expected
                ? List.of()
                : List.of("all accounts hold " + total + ", not " + expected);
    }

    private List<String> balances() {
        Map<Integer, Long> expected = new TreeMap<>();
        for (int account = 1; account <= evidence.bank().accounts(); account++) {
            expected.put(account, evidence.bank().openingBalance());
        }
        for (Transfer row : books.ledger()) {
            expected.merge(row.source(), -row.amount(), Long::sum);
            expected.merge(row.target(), row.amount(), Long::sum);
        }
        List<String> found = new ArrayList<>();
        if (!books.balances().keySet().equals(expected.keySet())) {
            found.add("there are " + books.balances().size() + " accounts, not those of the bank");
        }
        expected.forEach(
                (account, balance) -> {
                    Long held = books.balances().get(account);
                    if (held != null && held.longValue() != balance) {
                        found.add(
                                "account %d holds %d, and the ledger says %d"
                                        .formatted(account, held, balance));
                    }
                });
        return found;
    }
}
