package io.holdfast.cli.restore;

import io.holdfast.agent.config.RepositoryConfig;
import io.holdfast.agent.config.RepositoryConfig.PathStyle;
import io.holdfast.agent.config.RepositoryConfig.S3Config;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterId;
import io.holdfast.settings.value.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A repository given on the command line: with the key all that a restore needs. */
final class BareRepository {
    private static final String NAME = "given";

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Without a configuration file: the repository is this directory.")
    private @Nullable Path directory;

    @Option(
            names = "--s3-bucket",
            paramLabel = "BUCKET",
            description =
                    "Without a configuration file: the repository is this bucket. Its keys are taken"
                            + " from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
    private @Nullable String bucket;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "The URL of the bucket's S3 server.")
    private @Nullable String endpoint;

    @Option(
            names = "--s3-prefix",
            paramLabel = "PREFIX",
            description = "What the names of the repository's objects begin with.")
    private @Nullable String prefix;

    @Option(
            names = "--s3-region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "The bucket's region. Default: us-east-1.")
    private String region;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The file with the master key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--cluster",
            paramLabel = "ID",
            description = "The cluster to restore from that repository.")
    private @Nullable String cluster;

    /** Whether there is one, so that no configuration file is needed. */
    boolean isGiven() {
        return bucket != null || directory != null;
    }

    ConfiguredRepositories open(RandomGenerator random) {
        return new ConfiguredRepositories(
                new ClusterId(required(cluster, "--cluster", "such as --cluster bank")),
                new Secret.InFile(required(keyFile, "--key-file", "the file of the master key")),
                List.of(config()),
                new SimpleMeterRegistry(),
                random);
    }

    private RepositoryConfig config() {
        S3Config s3 = bucket == null ? null : s3(bucket);
        if (s3 != null && directory != null) {
            throw misused("--s3-bucket and --directory are both given", "Name one repository.");
        }
        return new RepositoryConfig(NAME, null, null, s3, directory);
    }

    private S3Config s3(String named) {
        return new S3Config(
                url(required(endpoint, "--s3-endpoint", "the URL of the S3 server")),
                region,
                named,
                prefix,
                PathStyle.AUTO,
                environment("AWS_ACCESS_KEY_ID"),
                environment("AWS_SECRET_ACCESS_KEY"),
                System.getenv("AWS_SESSION_TOKEN") == null
                        ? null
                        : environment("AWS_SESSION_TOKEN"),
                null);
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw misused("--s3-endpoint is no URL: " + e.getMessage(), "Write https://<host>.");
        }
        throw misused(
                "--s3-endpoint '" + text + "' is not an http or https URL",
                "Write the whole URL, such as https://s3.eu-west-1.amazonaws.com or"
                        + " http://127.0.0.1:9000.");
    }

    private static Secret environment(String name) {
        return new Secret.InEnvironment(name, System::getenv);
    }

    private static <T> T required(@Nullable T value, String option, String what) {
        if (value == null) {
            throw misused(
                    option + " is missing",
                    "Without a configuration file, give " + option + ": " + what + ".");
        }
        return value;
    }

    private static HoldfastException misused(String message, String hint) {
        return new HoldfastException(ErrorCategory.USER, "repository-options-wrong", message, hint);
    }
}
