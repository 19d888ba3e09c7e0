package io.holdfast.cli.demo;

import io.holdfast.embedded.s3.EmbeddedS3;

/**
 * One of the places where the backups go: an S3 server that knows nothing of the others.
 *
 * @param name of the repository there
 */
record Region(String name, String region, String bucket, EmbeddedS3 s3) {
    static Region start(Stage stage, String name, String region) {
        String bucket = "bank-" + name;
        EmbeddedS3 s3 =
                stage.keep(
                        EmbeddedS3.builder()
                                .directory(stage.directory().resolve("s3-" + name))
                                .bucket(bucket)
                                .start());
        return new Region(name, region, bucket, s3);
    }
}
