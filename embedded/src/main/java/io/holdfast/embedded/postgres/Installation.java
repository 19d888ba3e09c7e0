package io.holdfast.embedded.postgres;

import java.nio.file.Path;

/** Unpacked binaries of one PostgreSQL version. */
record Installation(int major, String version, Path home) {
    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }
}
