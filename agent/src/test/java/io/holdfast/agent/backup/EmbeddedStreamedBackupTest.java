package io.holdfast.agent.backup;

import io.holdfast.embedded.origin.EmbeddedOrigin;
import io.holdfast.embedded.origin.Origin;
import java.nio.file.Path;

class EmbeddedStreamedBackupTest extends StreamedBackupContract {
    @Override
    Origin open(Path folder) {
        return new EmbeddedOrigin(18, folder.resolve("s3"));
    }
}
