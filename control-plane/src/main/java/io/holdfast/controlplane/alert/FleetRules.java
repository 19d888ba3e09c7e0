package io.holdfast.controlplane.alert;

import io.holdfast.controlplane.fleet.Finding;
import io.holdfast.controlplane.fleet.Fleet;
import io.holdfast.controlplane.job.Standing;
import java.time.Duration;
import java.time.Instant;

/** What the fleet and its backups give reason to tell. */
public final class FleetRules {
    public static final String BACKUP_LATE = "backup-late";
    public static final String BACKUP_FAILED = "backup-failed";
    public static final String BACKUP_DEGRADED = "backup-degraded";
    public static final String CERTIFICATE_EXPIRING = "certificate-expiring";
    public static final String SETTING_DANGEROUS = "setting-dangerous";
    public static final String POLICY_REFUSED = "policy-refused";

    /** It is renewed each day. */
    private static final Duration SHORTEST = Duration.ofDays(7);

    private static final Duration AT_ONCE = Duration.ZERO;

    private FleetRules() {}

    /** Judges one cluster. */
    public static void judge(
            Fleet.Cluster cluster, Standing standing, Instant now, Judgement judgement) {
        judgement.looked(
                cluster.id(),
                BACKUP_LATE,
                BACKUP_FAILED,
                BACKUP_DEGRADED,
                CERTIFICATE_EXPIRING,
                SETTING_DANGEROUS,
                POLICY_REFUSED);
        backups(cluster.id(), standing, judgement);
        for (Fleet.Instance instance : cluster.instances()) {
            instance(cluster.id(), instance, now, judgement);
        }
    }

    private static void backups(String cluster, Standing standing, Judgement judgement) {
        standing.lateSince()
                .ifPresent(
                        since ->
                                judgement.add(
                                        new Condition(
                                                new AlertKey(BACKUP_LATE, cluster, ""),
                                                Severity.WARNING,
                                                "the backup of "
                                                        + cluster
                                                        + " that was due at "
                                                        + since
                                                        + " has not begun",
                                                "'holdfast backup-runs "
                                                        + cluster
                                                        + "' shows what its agents were busy"
                                                        + " with.",
                                                AT_ONCE)));
        switch (standing.newest().outcome()) {
            case "BACKUP_OUTCOME_FAILED", "BACKUP_OUTCOME_INTERRUPTED" ->
                    judgement.add(
                            run(
                                    BACKUP_FAILED,
                                    cluster,
                                    Severity.CRITICAL,
                                    "the newest backup of " + cluster + " failed"));
            case "BACKUP_OUTCOME_DEGRADED" ->
                    judgement.add(
                            run(
                                    BACKUP_DEGRADED,
                                    cluster,
                                    Severity.WARNING,
                                    "the newest backup of "
                                            + cluster
                                            + " is not in all repositories"));
            default -> {
                // it is complete, runs, or there is none
            }
        }
    }

    private static Condition run(String rule, String cluster, Severity severity, String summary) {
        return new Condition(
                new AlertKey(rule, cluster, ""),
                severity,
                summary,
                "'holdfast backup-runs " + cluster + "' says why.",
                AT_ONCE);
    }

    private static void instance(
            String cluster, Fleet.Instance instance, Instant now, Judgement judgement) {
        String name = cluster + "/" + instance.name();
        instance.certificate()
                .filter(known -> known.revokedAt() == null)
                .filter(known -> known.notAfter().isBefore(now.plus(SHORTEST)))
                .ifPresent(
                        known ->
                                judgement.add(
                                        new Condition(
                                                new AlertKey(
                                                        CERTIFICATE_EXPIRING,
                                                        cluster,
                                                        instance.name()),
                                                Severity.WARNING,
                                                "the certificate of the agent of "
                                                        + name
                                                        + " is valid until "
                                                        + known.notAfter()
                                                        + " only",
                                                "It is renewed each day when the agent connects:"
                                                        + " its log says why it was not.",
                                                AT_ONCE)));
        for (Finding finding : instance.findings()) {
            if (finding.severity() == Finding.Severity.CRITICAL) {
                judgement.add(
                        new Condition(
                                new AlertKey(
                                        SETTING_DANGEROUS,
                                        cluster,
                                        instance.name() + " " + finding.code()),
                                Severity.CRITICAL,
                                name + ": " + finding.message(),
                                finding.hint(),
                                AT_ONCE));
            }
        }
        instance.worksBy()
                .refusal()
                .ifPresent(
                        why ->
                                judgement.add(
                                        new Condition(
                                                new AlertKey(
                                                        POLICY_REFUSED, cluster, instance.name()),
                                                Severity.WARNING,
                                                name
                                                        + " does not work by its policy: "
                                                        + why.message(),
                                                why.hint(),
                                                AT_ONCE)));
    }
}
