package io.holdfast.repository.store.s3;

/** Whether the bucket is named in the URL's path or in its host. */
public enum PathStyle {
    /** In the host at AWS, in the path elsewhere and for buckets with a dot in their name. */
    AUTO,
    ALWAYS,
    /**
     * In the host, except over TLS for buckets with a dot in their name: no certificate fits those.
     */
    NEVER
}
