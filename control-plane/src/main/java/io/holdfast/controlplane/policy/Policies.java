package io.holdfast.controlplane.policy;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.contract.Documents;
import io.holdfast.controlplane.lag.Disaster;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.proto.v1.Assignment;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Policies, their versions, and which cluster has which. What changes them runs in the transaction
 * of its act, and acts are made one after another.
 */
public final class Policies {
    private static final String VERSIONS =
            "select name, version, document, applied_by, applied_at from policy_version v ";
    private static final String NEWEST =
            VERSIONS
                    + "where exists (select from policy p where (p.name, p.version) ="
                    + " (v.name, v.version)) ";

    private final InstantSource clock;

    public Policies(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A policy as it was applied.
     *
     * @param version 0 of one that is built in
     * @param appliedBy empty of one that is built in
     * @param appliedAt the epoch of one that is built in
     */
    public record Applied(Policy policy, long version, String appliedBy, Instant appliedAt) {
        static Applied preset(Policy policy) {
            return new Applied(policy, 0, "", Instant.EPOCH);
        }
    }

    /** All by name, with those that are built in. */
    public List<Applied> all(Sql sql) {
        return Stream.concat(
                        Presets.all().stream().map(Applied::preset),
                        sql.query(NEWEST, Policies::applied).stream())
                .sorted(Comparator.comparing(applied -> applied.policy().getName()))
                .toList();
    }

    /** The newest of this name. */
    public Optional<Applied> find(Sql sql, String name) {
        Optional<Applied> preset = Presets.find(name).map(Applied::preset);
        return preset.isPresent()
                ? preset
                : sql.queryOne(NEWEST + "and name = $1", Policies::applied, name);
    }

    /**
     * One policy.
     *
     * @param version 0 for the newest
     * @throws HoldfastException {@code policy-not-found}
     */
    public Applied get(Sql sql, String name, long version) {
        Optional<Applied> found =
                version == 0
                        ? find(sql, name)
                        : sql.queryOne(
                                VERSIONS + "where name = $1 and version = $2",
                                Policies::applied,
                                name,
                                version);
        return found.orElseThrow(() -> notFound(name));
    }

    private static HoldfastException notFound(String name) {
        return new HoldfastException(
                ErrorCategory.NOT_FOUND,
                "policy-not-found",
                "there is no policy "
                        + (name.length() > 63 ? "of that name" : name)
                        + ", or not in that version",
                "'holdfast get policy' lists those that there are.");
    }

    /**
     * Puts a policy in the place of the one before.
     *
     * @return its version
     */
    long put(Sql sql, Policy policy, String by) {
        long version =
                1
                        + sql.query(
                                        "select coalesce(max(version), 0) from policy_version where"
                                                + " name = $1",
                                        row -> row.getLong(0),
                                        policy.getName())
                                .getFirst();
        sql.execute(
                "insert into policy_version (name, version, document, applied_by, applied_at)"
                        + " values ($1, $2, $3, $4, $5)",
                policy.getName(),
                version,
                Documents.text(policy),
                by,
                clock.instant().atOffset(ZoneOffset.UTC));
        sql.execute(
                "insert into policy (name, version) values ($1, $2) on conflict (name) do update"
                        + " set version = excluded.version",
                policy.getName(),
                version);
        return version;
    }

    /**
     * Deletes a policy.
     *
     * @throws HoldfastException {@code policy-not-found}, {@code policy-built-in}, {@code
     *     policy-assigned}
     */
    public Applied delete(Sql sql, String name) {
        PolicyRules.checkName(name);
        Applied was = get(sql, name, 0);
        List<String> clusters = clusters(sql).getOrDefault(name, List.of());
        if (!clusters.isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "policy-assigned",
                    "the policy "
                            + name
                            + " is that of "
                            + clusters.size()
                            + " clusters, "
                            + clusters.getFirst()
                            + " among them",
                    "Assign another one to them first.");
        }
        sql.execute("delete from policy where name = $1", name);
        return was;
    }

    /** The clusters of each policy, by its name. */
    public Map<String, List<String>> clusters(Sql sql) {
        return assignments(sql).stream()
                .collect(
                        Collectors.groupingBy(
                                Assignment::getPolicy,
                                Collectors.mapping(Assignment::getCluster, Collectors.toList())));
    }

    /** Which policy each cluster has, by cluster. */
    public List<Assignment> assignments(Sql sql) {
        return sql.query(
                "select cluster, policy from assignment order by cluster", Policies::assignment);
    }

    /** The policy of a cluster. */
    public Optional<Assignment> assignment(Sql sql, String cluster) {
        return sql.queryOne(
                "select cluster, policy from assignment where cluster = $1",
                Policies::assignment,
                cluster);
    }

    private static Assignment assignment(Row row) {
        return Assignment.newBuilder()
                .setCluster(row.getString(0))
                .setPolicy(row.getString(1))
                .build();
    }

    /** Gives a policy to a cluster, in place of the one that it had. */
    void assign(Sql sql, Assignment assignment) {
        AgentName.checkCluster(assignment.getCluster());
        get(sql, assignment.getPolicy(), 0);
        sql.execute(
                "insert into assignment (cluster, policy, assigned_at) values ($1, $2, $3) on"
                        + " conflict (cluster) do update set policy = excluded.policy,"
                        + " assigned_at = excluded.assigned_at",
                assignment.getCluster(),
                assignment.getPolicy(),
                clock.instant().atOffset(ZoneOffset.UTC));
    }

    /**
     * Takes the policy from a cluster.
     *
     * @throws HoldfastException {@code assignment-not-found}
     */
    public Assignment unassign(Sql sql, String cluster) {
        Assignment was =
                assignment(sql, cluster)
                        .orElseThrow(
                                () ->
                                        new HoldfastException(
                                                ErrorCategory.NOT_FOUND,
                                                "assignment-not-found",
                                                "that cluster has no policy",
                                                "'holdfast get assignment' lists those that"
                                                        + " have."));
        sql.execute("delete from assignment where cluster = $1", cluster);
        return was;
    }

    /**
     * What the agents of a cluster are to work by.
     *
     * @param since when it became so
     */
    public record InForce(AssignedPolicy policy, Instant since) {
        /** The agents work by their own configuration. */
        public static final InForce NONE =
                new InForce(AssignedPolicy.getDefaultInstance(), Instant.EPOCH);

        /** The most that may be lost, of the disasters for which something is promised. */
        public Map<Disaster, Duration> mayLose() {
            Objectives promised = policy.getPolicy().getObjectives();
            Map<Disaster, Duration> most = new EnumMap<>(Disaster.class);
            if (promised.hasDatabase()) {
                most.put(Disaster.DATABASE, ContractTimes.of(promised.getDatabase()));
            }
            if (promised.hasRegion()) {
                most.put(Disaster.REGION, ContractTimes.of(promised.getRegion()));
            }
            if (promised.hasProvider()) {
                most.put(Disaster.PROVIDER, ContractTimes.of(promised.getProvider()));
            }
            return most;
        }
    }

    /** The policies of all clusters that have one. */
    public Map<String, InForce> inForce(Sql sql) {
        Map<String, Applied> known =
                all(sql).stream()
                        .collect(Collectors.toMap(one -> one.policy().getName(), one -> one));
        Map<String, InForce> inForce = new HashMap<>();
        sql.query("select cluster, policy, assigned_at from assignment", Assigned::of)
                .forEach(
                        assigned ->
                                Optional.ofNullable(known.get(assigned.policy()))
                                        .ifPresent(
                                                applied ->
                                                        inForce.put(
                                                                assigned.cluster(),
                                                                inForce(applied, assigned.at()))));
        return inForce;
    }

    private static InForce inForce(Applied applied, Instant assignedAt) {
        return new InForce(
                AssignedPolicy.newBuilder()
                        .setPolicy(applied.policy())
                        .setVersion(applied.version())
                        .build(),
                assignedAt.isAfter(applied.appliedAt()) ? assignedAt : applied.appliedAt());
    }

    private record Assigned(String cluster, String policy, Instant at) {
        static Assigned of(Row row) {
            return new Assigned(
                    row.getString(0), row.getString(1), row.getOffsetDateTime(2).toInstant());
        }
    }

    private static Applied applied(Row row) {
        return new Applied(
                Documents.read(row.getString("document"), Policy.newBuilder()).build(),
                row.getLong("version"),
                row.getString("applied_by"),
                row.getOffsetDateTime("applied_at").toInstant());
    }
}
