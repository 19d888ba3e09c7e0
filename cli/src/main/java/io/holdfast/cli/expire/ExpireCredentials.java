package io.holdfast.cli.expire;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.agent.config.RepositoryConfig.S3Config;
import io.holdfast.settings.value.Secret;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that can delete, which an agent should not have (T91). They are taken from the
 * environment where they are given there.
 */
record ExpireCredentials(Function<String, @Nullable String> environment) {
    private static final String ACCESS_KEY = "HOLDFAST_EXPIRE_ACCESS_KEY";
    private static final String SECRET_KEY = "HOLDFAST_EXPIRE_SECRET_KEY";

    static final String WARNING =
            "warning: repository %s is expired with the agent's own credentials, so whoever takes over"
                    + " the agent can delete backups; set "
                    + ACCESS_KEY
                    + " and "
                    + SECRET_KEY
                    + " to credentials of their own, and let the agent's only get, list and put";

    boolean areGiven() {
        return environment.apply(ACCESS_KEY) != null || environment.apply(SECRET_KEY) != null;
    }

    /** The configuration, with these credentials for every bucket; as it is if there are none. */
    AgentConfig in(AgentConfig config) {
        if (!areGiven()) {
            return config;
        }
        return new AgentConfig(
                config.cluster(),
                config.instance(),
                config.postgres(),
                config.masterKey(),
                config.repositories().stream().map(this::in).toList(),
                config.durability(),
                config.capture(),
                config.backup(),
                config.retention(),
                config.http(),
                config.controlPlane());
    }

    private RepositoryConfig in(RepositoryConfig repository) {
        S3Config s3 = repository.s3();
        return s3 == null
                ? repository
                : new RepositoryConfig(
                        repository.name(),
                        repository.provider(),
                        repository.region(),
                        in(s3),
                        null);
    }

    private S3Config in(S3Config s3) {
        return new S3Config(
                s3.endpoint(),
                s3.region(),
                s3.bucket(),
                s3.prefix(),
                s3.pathStyle(),
                new Secret.InEnvironment(ACCESS_KEY, environment),
                new Secret.InEnvironment(SECRET_KEY, environment),
                null,
                s3.caFile());
    }
}
