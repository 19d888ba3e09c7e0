package io.holdfast.cli.restore;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.restore.watch.RecoveryProbe;
import io.holdfast.agent.restore.watch.RecoverySample;
import io.holdfast.agent.restore.watch.SqlProbe;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server that somebody starts on the restored directory: its {@code postmaster.pid} says where
 * it listens (PostgreSQL's {@code utils/pidfile.h}: line 4 is the port, line 6 the address).
 */
final class RestoredServer implements RecoveryProbe {
    private static final int PORT_LINE = 3;
    private static final int ADDRESS_LINE = 5;

    private final Path data;
    private final PgConnector connector;
    private final ConnectionSettings login;
    private final Consumer<String> told;
    private String lastTold = "";

    /**
     * @param told of what keeps the server from being asked, once each
     */
    RestoredServer(
            Path data, PgConnector connector, ConnectionSettings login, Consumer<String> told) {
        this.data = data;
        this.connector = connector;
        this.login = login;
        this.told = told;
    }

    @Override
    public Optional<RecoverySample> look() {
        try {
            Optional<ConnectionSettings> server = server();
            return server.isEmpty()
                    ? Optional.empty()
                    : new SqlProbe(connector, server.get()).look();
        } catch (HoldfastException e) {
            // whoever restores can put this right while the recovery goes on
            tell("the server cannot be asked how far it is: " + e.advice());
            return Optional.empty();
        }
    }

    private Optional<ConnectionSettings> server() {
        List<String> lines = pidFile();
        if (lines.size() <= ADDRESS_LINE) {
            return Optional.empty();
        }
        String address = lines.get(ADDRESS_LINE).strip();
        String port = lines.get(PORT_LINE).strip();
        if (address.isEmpty()) {
            tell("the server listens on no address, so it cannot be asked how far it is.");
        }
        return address.isEmpty() || !port.matches("[1-9][0-9]{0,4}")
                ? Optional.empty()
                : Optional.of(login.at(reachable(address), Integer.parseInt(port)));
    }

    private static String reachable(String address) {
        return address.equals("*") || address.equals("0.0.0.0") ? "127.0.0.1" : address;
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            // not started yet, or ended just now: the watch finds out which
            return List.of();
        }
    }

    private void tell(String line) {
        if (!line.equals(lastTold)) {
            lastTold = line;
            told.accept(line);
        }
    }
}
