package io.holdfast.agent.server;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What a server needs beside its data: a directory for its socket, and who may log in. */
final class ServerRoom {
    static final String ACCESS_RULES = "pg_hba.conf";
    static final String USER_MAPS = "pg_ident.conf";

    /** PostgreSQL's {@code UNIXSOCK_PATH_BUFLEN} is {@code sizeof(sun_path)}: 108 on Linux. */
    private static final int LONGEST_SOCKET_PATH = 103;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private ServerRoom() {}

    static Path sockets(Path room) {
        return room.resolve("s");
    }

    static Path log(Path room) {
        return room.resolve("server.log");
    }

    /** Whoever can open the socket may log in; only the user who owns the directory can. */
    static void furnish(Path room) throws IOException {
        Path socket = sockets(room).resolve(".s.PGSQL." + IsolatedServer.PORT);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "scratch-path-too-long",
                    "the socket %s has a longer path than the %d bytes that the system allows"
                            .formatted(socket, LONGEST_SOCKET_PATH),
                    "Name a scratch directory with a shorter path.");
        }
        Files.createDirectories(sockets(room));
        Files.setPosixFilePermissions(sockets(room), OWNER_ONLY);
        Files.writeString(
                room.resolve(ACCESS_RULES), "local all all trust\nlocal replication all trust\n");
        Files.writeString(room.resolve(USER_MAPS), "");
    }
}
