package io.holdfast.controlplane.certificate;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who an agent is: the instance beside which it runs. Its certificate says so, and nothing else.
 */
public record AgentName(String cluster, String instance) {
    private static final Pattern CLUSTER = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern INSTANCE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
    private static final Pattern URN = Pattern.compile("urn:holdfast:agent:([^:]+):([^:]+)");

    /** GeneralName's number of a uniformResourceIdentifier (RFC 5280, 4.2.1.6). */
    private static final int URI = 6;

    /**
     * @throws HoldfastException (user) {@code agent-name-malformed}
     */
    public AgentName {
        checkCluster(cluster);
        if (!INSTANCE.matcher(instance).matches()) {
            throw malformed("instance");
        }
    }

    /**
     * @throws HoldfastException (user) {@code agent-name-malformed}
     */
    public static void checkCluster(String cluster) {
        if (!CLUSTER.matcher(cluster).matches()) {
            throw malformed("cluster");
        }
    }

    private static HoldfastException malformed(String what) {
        return new HoldfastException(
                ErrorCategory.USER,
                "agent-name-malformed",
                "the name of the " + what + " cannot be used",
                "Use 1 to 63 of the characters a-z, 0-9 and - (in an instance's name also .),"
                        + " beginning and ending with a letter or digit.");
    }

    /** As a certificate says it. */
    String urn() {
        return "urn:holdfast:agent:" + cluster + ":" + instance;
    }

    /** Whose certificate this is; empty if it is no agent's. */
    public static Optional<AgentName> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Optional.empty()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(URI))
                            .map(name -> URN.matcher((String) name.get(1)))
                            .filter(Matcher::matches)
                            .map(urn -> new AgentName(urn.group(1), urn.group(2)))
                            .findFirst();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return cluster + "/" + instance;
    }
}
