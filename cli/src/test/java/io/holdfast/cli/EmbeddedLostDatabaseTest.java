package io.holdfast.cli;

import io.holdfast.embedded.origin.EmbeddedOrigin;
import io.holdfast.embedded.origin.Origin;
import java.nio.file.Path;

class EmbeddedLostDatabaseTest extends LostDatabaseContract {
    @Override
    Origin open(Path folder) {
        return new EmbeddedOrigin(LostDatabase.MAJOR, folder.resolve("s3"));
    }
}
