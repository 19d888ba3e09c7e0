package io.holdfast.embedded.postgres;

import java.nio.file.Path;

/** Unpacked binaries of one PostgreSQL version. */
record Installation(int major, String version, Path home) {
    /** Tells the version and the machine. */
    String name() {
        return home.getFileName().toString();
    }

    Path programs() {
        return home.resolve("bin");
    }

    Path program(String name) {
        return programs().resolve(name);
    }
}
