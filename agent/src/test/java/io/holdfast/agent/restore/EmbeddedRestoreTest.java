package io.holdfast.agent.restore;

import io.holdfast.embedded.origin.EmbeddedOrigin;
import io.holdfast.embedded.origin.Origin;
import java.nio.file.Path;

class EmbeddedRestoreTest extends RestoreContract {
    @Override
    Origin open(Path folder) {
        return new EmbeddedOrigin(18, folder.resolve("s3"));
    }
}
