package io.holdfast.embedded.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a new cluster has for its life, and nothing of a single one.
 *
 * @param templates whether it has the databases that new ones are copied from
 */
record ClusterKind(
        Installation installation,
        int walSegmentSizeMb,
        boolean dataChecksums,
        AuthMethod auth,
        boolean templates) {
    private static final int DIGEST_CHARS = 16;

    /** Of initdb, without the directory and the password. */
    List<String> arguments() {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--username=" + EmbeddedPostgresBuilder.USER,
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync",
                                "--no-instructions",
                                "--auth=" + auth.word(),
                                "--wal-segsize=" + walSegmentSizeMb));
        if (dataChecksums) {
            arguments.add("--data-checksums");
        } else if (installation.major() >= 18) {
            // On by default from 18.
            arguments.add("--no-data-checksums");
        }
        return arguments;
    }

    /**
     * All that its files depend on, one a line; also whose they are, since only he can read them.
     */
    String description() {
        var lines = new ArrayList<String>();
        lines.add(installation.name());
        lines.addAll(arguments());
        lines.add("templates " + templates);
        // initdb puts the zone of the machine into postgresql.conf.
        lines.add("timezone " + ZoneId.systemDefault().getId());
        lines.add("user " + System.getProperty("user.name"));
        return String.join("\n", lines) + "\n";
    }

    /** A file name: the same for the same description only. */
    String name() {
        var digest = sha256().digest(description().getBytes(StandardCharsets.UTF_8));
        return "cluster-"
                + installation.version()
                + "-"
                + HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
