package io.holdfast.settings;

import io.holdfast.settings.value.Secret;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads where a secret is kept; refuses the secret itself, for files of settings are passed around.
 */
final class SecretReader {
    private static final String HINT =
            "Write where the secret is kept: {file: /path/of/a/file} or {env: NAME_OF_A_VARIABLE}.";

    private final Path file;
    private final Surroundings surroundings;

    SecretReader(Path file, Surroundings surroundings) {
        this.file = file;
        this.surroundings = surroundings;
    }

    Secret read(Node node) {
        if (node instanceof ScalarNode) {
            throw Values.problem("a secret does not belong into this file", HINT);
        }
        Secret secret = place(node);
        if (surroundings.secrets() == Surroundings.SecretCheck.NOW) {
            secret.read();
        }
        return secret;
    }

    private Secret place(Node node) {
        if (node instanceof MappingNode mapping && mapping.getValue().size() == 1) {
            NodeTuple tuple = mapping.getValue().getFirst();
            if (tuple.getKeyNode() instanceof ScalarNode key
                    && tuple.getValueNode() instanceof ScalarNode value
                    && !value.getValue().isEmpty()) {
                if (key.getValue().equals("file")) {
                    return new Secret.InFile(Surroundings.resolve(file, value.getValue()));
                }
                if (key.getValue().equals("env")) {
                    return new Secret.InEnvironment(value.getValue(), surroundings.environment());
                }
            }
        }
        throw Values.problem("does not say where the secret is kept", HINT);
    }
}
