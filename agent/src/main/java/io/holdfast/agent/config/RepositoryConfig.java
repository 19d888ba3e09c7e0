package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.value.Secret;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place where backups and WAL are kept: a bucket of an S3 server, or a directory. */
public record RepositoryConfig(
        @Setting(
                        value = "What the repository is called in messages, metrics and commands.",
                        example = "eu",
                        pattern = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                        patternHint =
                                "Use 1 to 63 of the characters a-z, 0-9 and -, beginning and ending with a letter or digit.")
                String name,
        @Setting(
                        value =
                                "Who runs the storage; with the region, the disaster that can take the repository away. Repositories of one provider are not counted as copies of each other when the provider is lost.",
                        without =
                                "the failure domain is unknown, and the repository counts as lost in every disaster but the database's own",
                        example = "aws")
                @Nullable String provider,
        @Setting(
                        value = "Where the provider runs the storage.",
                        without = "as for provider",
                        example = "eu-west-1")
                @Nullable String region,
        @Setting(
                        value = "A bucket of an S3 server. Either this or directory.",
                        without = "directory is needed")
                @Nullable S3Config s3,
        @Setting(
                        value = "A directory. Either this or s3.",
                        without = "s3 is needed",
                        example = "/var/backups/holdfast")
                @Nullable Path directory) {

    public RepositoryConfig {
        if ((s3 == null) == (directory == null)) {
            throw Rejected.setting(
                    "repository " + name,
                    s3 == null ? "has neither s3 nor directory" : "has both s3 and directory",
                    "Give a repository either the s3 settings of a bucket or a directory.");
        }
    }

    /** How to reach a bucket. */
    public record S3Config(
            @Setting(
                            value = "The URL of the S3 server, without the bucket.",
                            example = "https://s3.eu-west-1.amazonaws.com")
                    URI endpoint,
            @Setting(
                            value =
                                    "The region that requests are signed for; many servers take any.",
                            byDefault = "us-east-1",
                            pattern = "[A-Za-z0-9-]+",
                            patternHint =
                                    "Write the region as the provider does, such as eu-west-1 or auto.")
                    String region,
            @Setting(
                            value = "The bucket. It must exist.",
                            example = "bank-backups",
                            pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                            patternHint =
                                    "Write the bucket's name alone: 3 to 63 of the characters a-z, 0-9, - and .")
                    String bucket,
            @Setting(
                            value =
                                    "What the names of all objects begin with, so that a bucket can be shared.",
                            without = "objects lie at the top of the bucket",
                            example = "postgres/prod",
                            pattern = "[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*",
                            patternHint = "Write a path without a slash at its beginning or end.")
                    @Nullable String prefix,
            @Setting(
                            value =
                                    "Whether the bucket is named in the path of requests or in the host name. Auto: in the host name at AWS, in the path elsewhere.",
                            byDefault = "auto")
                    PathStyle pathStyle,
            @Setting(value = "The access key id.", example = "{env: S3_ACCESS_KEY}")
                    Secret accessKey,
            @Setting(value = "The secret access key.", example = "{file: /etc/holdfast/s3.secret}")
                    Secret secretKey,
            @Setting(
                            value = "The session token of temporary credentials.",
                            without = "the keys are permanent ones",
                            example = "{file: /run/holdfast/s3.token}")
                    @Nullable Secret sessionToken,
            @Setting(
                            value = "A PEM file of the certificate authorities to trust.",
                            without = "those that Java trusts",
                            example = "/etc/holdfast/s3-ca.pem")
                    @Nullable Path caFile) {}

    /** Where requests name the bucket. */
    public enum PathStyle {
        AUTO,
        ALWAYS,
        NEVER
    }
}
