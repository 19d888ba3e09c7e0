package io.holdfast.agent.restore;

import io.holdfast.embedded.origin.ContainerOrigin;
import io.holdfast.embedded.origin.Origin;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Needs a container engine: selected by {@code ./holdfast test --containers} alone. */
@Tag("containers")
class ContainerRestoreTest extends RestoreContract {
    @Override
    Origin open(Path folder) throws Exception {
        return ContainerOrigin.start();
    }
}
