package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.lag.Failure;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clusters that are looked after, and their instances. */
public final class Fleet {
    private static final String INSTANCES =
            """
            select c.id, c.joined_at, c.system_identifier, i.*, k.serial, k.not_after, k.revoked_at
            from cluster c
            join instance i on i.cluster = c.id
            left join lateral (
                select serial, not_after, revoked_at from agent_certificate a
                where a.cluster = i.cluster and a.instance = i.name
                order by issued_at desc, serial limit 1) k on true
            """;

    private final Database database;
    private final InstantSource clock;

    public Fleet(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The newest certificate of an agent. */
    public record Certificate(String serial, Instant notAfter, @Nullable Instant revokedAt) {}

    /**
     * An instance, as its agent told of it last.
     *
     * @param role empty until it was told
     * @param version {@code server_version_num}; 0 until it was told
     * @param lastHeardAt null if it was never heard
     * @param certificate empty if it has none any more
     * @param worksBy the policy, as its agent says
     */
    public record Instance(
            String name,
            Optional<InstanceRole> role,
            String agentVersion,
            int version,
            Place place,
            Map<String, Place> repositories,
            @Nullable Instant lastHeardAt,
            Optional<Certificate> certificate,
            List<Finding> findings,
            WorksBy worksBy) {}

    /**
     * @param systemIdentifier empty until an agent has told it
     */
    public record Cluster(
            String id, String systemIdentifier, Instant joinedAt, List<Instance> instances) {}

    /** All clusters by id, with their instances by name. */
    public List<Cluster> clusters() {
        return grouped(database.query(INSTANCES + " order by c.id, i.name", Found::of));
    }

    /**
     * One cluster.
     *
     * @throws HoldfastException {@code cluster-not-found}
     */
    public Cluster cluster(String id) {
        return grouped(
                        database.query(
                                INSTANCES + " where c.id = $1 order by i.name", Found::of, id))
                .stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "cluster-not-found",
                                        "there is no such cluster",
                                        "'holdfast clusters' shows those that there are."));
    }

    /** All instances. */
    public List<AgentName> names() {
        return database.query(
                "select cluster, name from instance",
                row -> new AgentName(row.getString(0), row.getString(1)));
    }

    private static List<Cluster> grouped(List<Found> rows) {
        Map<String, Cluster> clusters = new LinkedHashMap<>();
        Map<String, List<Instance>> instances = new HashMap<>();
        for (Found row : rows) {
            List<Instance> list =
                    instances.computeIfAbsent(row.cluster().id(), id -> new ArrayList<>());
            list.add(row.instance());
            Cluster of = row.cluster();
            clusters.put(of.id(), new Cluster(of.id(), of.systemIdentifier(), of.joinedAt(), list));
        }
        return List.copyOf(clusters.values());
    }

    /**
     * Keeps what an agent says of itself.
     *
     * @throws HoldfastException {@code database-foreign}: its database is none of this cluster
     */
    public void greeted(AgentName name, Greeting greeting) {
        database.inTransaction(
                sql -> {
                    sql.execute(
                            "update instance set agent_version = $3, repositories = $4,"
                                    + " clock_ahead_ms = $5, last_heard_at = $6 where cluster = $1"
                                    + " and name = $2",
                            name.cluster(),
                            name.instance(),
                            greeting.agentVersion(),
                            places(greeting.repositories()),
                            greeting.clockAhead().toMillis(),
                            now());
                    greeting.database().ifPresent(facts -> keep(sql, name, facts));
                    return name;
                });
    }

    /**
     * Keeps what an agent has seen of its database.
     *
     * @throws HoldfastException {@code database-foreign}
     */
    public void told(AgentName name, DatabaseFacts facts) {
        database.inTransaction(
                sql -> {
                    keep(sql, name, facts);
                    return name;
                });
    }

    private static void keep(Sql sql, AgentName name, DatabaseFacts facts) {
        String known =
                sql.queryOne(
                                "select system_identifier from cluster where id = $1 for update",
                                row -> row.getString(0),
                                name.cluster())
                        .orElse("");
        if (!known.isEmpty() && !known.equals(facts.systemIdentifier())) {
            throw foreign(name, known, facts.systemIdentifier());
        }
        sql.execute(
                "update cluster set system_identifier = $2 where id = $1",
                name.cluster(),
                facts.systemIdentifier());
        sql.execute(
                "update instance set role = $3, postgres_version = $4, settings = $5, provider ="
                        + " $6, region = $7 where cluster = $1 and name = $2",
                name.cluster(),
                name.instance(),
                facts.role().name(),
                facts.version(),
                new JsonObject(new LinkedHashMap<String, Object>(facts.settings())),
                facts.place().provider(),
                facts.place().region());
    }

    private static HoldfastException foreign(AgentName name, String known, String told) {
        return new HoldfastException(
                ErrorCategory.REFUSED,
                "database-foreign",
                "the database of "
                        + name
                        + " has the system identifier "
                        + told
                        + ", and that of its cluster is "
                        + known,
                "Enrol the agent of another database into a cluster of its own.");
    }

    /** Keeps by which policy an agent says that it works. */
    public void worksBy(AgentName name, WorksBy told) {
        JsonObject refusal = new JsonObject();
        told.refusal()
                .ifPresent(
                        why ->
                                refusal.put("code", why.code())
                                        .put("message", why.message())
                                        .put("hint", why.hint()));
        database.execute(
                "update instance set policy_name = $3, policy_version = $4, policy_refusal = $5"
                        + " where cluster = $1 and name = $2",
                name.cluster(),
                name.instance(),
                told.policy(),
                told.version(),
                refusal);
    }

    /** Keeps that these agents were heard just now. */
    public void heard(Collection<AgentName> names) {
        database.executeBatch(
                "update instance set last_heard_at = $3 where cluster = $1 and name = $2",
                names.stream()
                        .map(name -> List.<Object>of(name.cluster(), name.instance(), now()))
                        .toList());
    }

    private static JsonArray places(Map<String, Place> repositories) {
        JsonArray all = new JsonArray();
        repositories.forEach(
                (name, place) ->
                        all.add(
                                new JsonObject()
                                        .put("name", name)
                                        .put("provider", place.provider())
                                        .put("region", place.region())));
        return all;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /** One row: an instance, and its cluster without instances. */
    private record Found(Cluster cluster, Instance instance) {
        static Found of(Row row) {
            return new Found(
                    new Cluster(
                            row.getString("id"),
                            row.getString("system_identifier"),
                            instant(row, 1),
                            List.of()),
                    instance(row));
        }

        private static Instance instance(Row row) {
            OffsetDateTime heard = row.getOffsetDateTime("last_heard_at");
            return new Instance(
                    row.getString("name"),
                    Optional.ofNullable(row.getString("role")).map(InstanceRole::valueOf),
                    row.getString("agent_version"),
                    row.getInteger("postgres_version"),
                    new Place(row.getString("provider"), row.getString("region")),
                    repositories(row.getJsonArray("repositories")),
                    heard == null ? null : heard.toInstant(),
                    certificate(row),
                    Findings.of(
                            settings(row.getJsonObject("settings")),
                            Duration.ofMillis(row.getLong("clock_ahead_ms"))),
                    worksBy(row));
        }

        private static WorksBy worksBy(Row row) {
            JsonObject refusal = row.getJsonObject("policy_refusal");
            return new WorksBy(
                    row.getString("policy_name"),
                    row.getLong("policy_version"),
                    refusal.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Failure(
                                            refusal.getString("code"),
                                            refusal.getString("message"),
                                            refusal.getString("hint"))));
        }

        private static Optional<Certificate> certificate(Row row) {
            String serial = row.getString("serial");
            OffsetDateTime revoked = row.getOffsetDateTime("revoked_at");
            return serial == null
                    ? Optional.empty()
                    : Optional.of(
                            new Certificate(
                                    serial,
                                    row.getOffsetDateTime("not_after").toInstant(),
                                    revoked == null ? null : revoked.toInstant()));
        }

        private static Map<String, Place> repositories(JsonArray json) {
            Map<String, Place> places = new LinkedHashMap<>();
            for (Object each : json) {
                JsonObject place = (JsonObject) each;
                places.put(
                        place.getString("name"),
                        new Place(place.getString("provider"), place.getString("region")));
            }
            return places;
        }

        private static Map<String, String> settings(JsonObject json) {
            Map<String, String> settings = new LinkedHashMap<>();
            json.forEach(each -> settings.put(each.getKey(), String.valueOf(each.getValue())));
            return settings;
        }

        private static Instant instant(Row row, int column) {
            return row.getOffsetDateTime(column).toInstant();
        }
    }
}
