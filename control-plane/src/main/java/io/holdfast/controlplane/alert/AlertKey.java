package io.holdfast.controlplane.alert;

/**
 * What an alert is about. There is at most one alert of a key at a time.
 *
 * @param rule stable, such as {@code objective-breached}
 * @param cluster empty for the control plane itself
 * @param subject what of the cluster, such as a repository; may be empty
 */
public record AlertKey(String rule, String cluster, String subject) {
    /** For receivers that tell alerts apart by a text. */
    @Override
    public String toString() {
        return rule + "/" + cluster + "/" + subject;
    }
}
