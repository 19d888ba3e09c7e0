package io.holdfast.agent.capture;

import io.holdfast.embedded.origin.EmbeddedOrigin;
import io.holdfast.embedded.origin.Origin;
import java.nio.file.Path;

class EmbeddedCaptureTest extends CaptureContract {
    @Override
    Origin open(Path folder) {
        return new EmbeddedOrigin(18, folder.resolve("s3"));
    }
}
