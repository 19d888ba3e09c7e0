package io.holdfast.embedded.postgres;

/**
 * How the server asks clients to prove who they are; the method of every {@code pg_hba.conf} line.
 */
public enum AuthMethod {
    TRUST("trust"),
    MD5("md5"),
    SCRAM_SHA_256("scram-sha-256");

    private final String word;

    AuthMethod(String word) {
        this.word = word;
    }

    /** The word for it in {@code pg_hba.conf}. */
    public String word() {
        return word;
    }
}
