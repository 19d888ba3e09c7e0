package io.holdfast.cli;

import java.nio.file.Path;

class EmbeddedLostDatabaseTest extends LostDatabaseContract {
    private static final int MAJOR = 18;

    @Override
    Origin open(Path folder) {
        return new EmbeddedOrigin(MAJOR, folder.resolve("s3"));
    }
}
