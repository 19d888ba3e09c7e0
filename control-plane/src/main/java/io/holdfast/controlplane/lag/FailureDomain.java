package io.holdfast.controlplane.lag;

import java.util.Locale;

/**
 * Who runs a database or a repository, and where, in the operator's words. Empty means unknown. Two
 * count as apart only where both are known and differ, in more than upper and lower case.
 */
public record FailureDomain(String provider, String region) {
    public static final FailureDomain UNKNOWN = new FailureDomain("", "");

    public FailureDomain {
        provider = provider.strip();
        region = region.strip();
    }

    /** Whether what strikes the other's whole provider certainly leaves this. */
    public boolean isOutsideProviderOf(FailureDomain other) {
        return differ(provider, other.provider);
    }

    /**
     * Whether what strikes the other's whole region certainly leaves this. The same name with
     * another provider may well be the same place, so it proves nothing.
     */
    public boolean isOutsideRegionOf(FailureDomain other) {
        return differ(region, other.region);
    }

    private static boolean differ(String a, String b) {
        return !a.isEmpty()
                && !b.isEmpty()
                && !a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT));
    }
}
