package io.holdfast.controlplane.fleet;

import io.holdfast.controlplane.audit.Act;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.audit.Outcome;
import io.holdfast.controlplane.certificate.AgentCertificate;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.certificate.CertificateAuthority;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which agents are known, and by which certificates. */
public final class Agents {
    private final Database database;
    private final CertificateAuthority authority;
    private final JoinTokens tokens;
    private final AuditLog audit;
    private final InstantSource clock;

    /** Serials that were valid when the database was last asked for them. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public Agents(
            Database database,
            CertificateAuthority authority,
            JoinTokens tokens,
            AuditLog audit,
            InstantSource clock) {
        this.database = database;
        this.authority = authority;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    /** An agent that has just become known. */
    public record Joined(AgentName name, AgentCertificate certificate) {}

    /**
     * Enrols an agent of the cluster that a token is for.
     *
     * @param request for a certificate: PKCS#10, DER
     * @param origin the address that it came from
     * @param cluster that the agent says it is of
     * @throws HoldfastException {@code join-token-refused}, {@code join-token-foreign}, {@code
     *     agent-already-joined}, {@code agent-name-malformed}, {@code certificate-request-refused};
     *     the token can be used again then
     */
    public Joined join(
            String token, String cluster, String instance, byte[] request, String origin) {
        return database.inTransaction(
                sql -> {
                    audit.hold(sql);
                    JoinTokens.JoinToken used = tokens.use(sql, token);
                    requireSame(used.cluster(), cluster);
                    AgentName name = new AgentName(used.cluster(), instance);
                    register(sql, name);
                    hold(sql, name);
                    refuseSecond(sql, name);
                    AgentCertificate made = issue(sql, name, request);
                    JsonObject what =
                            certificate(made)
                                    .put("joinToken", used.id())
                                    .put("createdBy", used.createdBy());
                    note(sql, name, origin, "Enrolment.Join", what);
                    return new Joined(name, made);
                });
    }

    private static void requireSame(String tokens, String agents) {
        if (!tokens.equals(agents)) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "join-token-foreign",
                    "the join token is for cluster " + tokens + ", and the agent is of another",
                    "Make one for the agent's cluster, or correct 'cluster' in its configuration;"
                            + " the token can still be used.");
        }
    }

    private void refuseSecond(Sql sql, AgentName name) {
        boolean isKnown =
                !sql.query(
                                "select serial from agent_certificate where cluster = $1 and"
                                        + " instance = $2 and revoked_at is null and not_after >"
                                        + " $3",
                                row -> row.getString(0),
                                name.cluster(),
                                name.instance(),
                                now())
                        .isEmpty();
        if (isKnown) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "agent-already-joined",
                    "an agent of " + name + " is enrolled already",
                    "Choose another name for the instance; or, if that agent is gone, run"
                            + " 'holdfast agent revoke "
                            + name
                            + "' first.");
        }
    }

    private void register(Sql sql, AgentName name) {
        sql.execute(
                "insert into cluster (id, joined_at) values ($1, $2) on conflict do nothing",
                name.cluster(),
                now());
        sql.execute(
                "insert into instance (cluster, name, joined_at) values ($1, $2, $3) on conflict do"
                        + " nothing",
                name.cluster(),
                name.instance(),
                now());
    }

    /** Keeps others from its certificates to the end of the transaction; false if it is unknown. */
    private static boolean hold(Sql sql, AgentName name) {
        return !sql.query(
                        "select name from instance where cluster = $1 and name = $2 for update",
                        row -> row.getString(0),
                        name.cluster(),
                        name.instance())
                .isEmpty();
    }

    private AgentCertificate issue(Sql sql, AgentName name, byte[] request) {
        AgentCertificate made = authority.issueAgent(request, name, clock.instant());
        sql.execute(
                "insert into agent_certificate (serial, cluster, instance, issued_at, not_after)"
                        + " values ($1, $2, $3, $4, $5)",
                made.serial(),
                name.cluster(),
                name.instance(),
                now(),
                made.notAfter().atOffset(ZoneOffset.UTC));
        return made;
    }

    /**
     * A further certificate for an agent that is known. Those that have expired are forgotten.
     *
     * @param serial of the one by which it is known now
     * @throws HoldfastException {@code agent-revoked}, {@code certificate-request-refused}
     */
    public AgentCertificate renew(AgentName name, String serial, byte[] request) {
        return database.inTransaction(
                sql -> {
                    hold(sql, name);
                    if (valid(sql, List.of(serial)).isEmpty()) {
                        throw revoked(name);
                    }
                    sql.execute(
                            "delete from agent_certificate where cluster = $1 and instance = $2 and"
                                    + " not_after <= $3",
                            name.cluster(),
                            name.instance(),
                            now());
                    return issue(sql, name, request);
                });
    }

    /**
     * Makes all certificates of an agent worthless.
     *
     * @return how many that were valid
     * @throws HoldfastException {@code agent-not-found}
     */
    public int revoke(Sql sql, AgentName name) {
        if (!hold(sql, name)) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "agent-not-found",
                    "there is no agent " + name,
                    "'holdfast clusters' shows those that there are.");
        }
        return sql.execute(
                "update agent_certificate set revoked_at = $3 where cluster = $1 and instance = $2"
                        + " and revoked_at is null",
                name.cluster(),
                name.instance(),
                now());
    }

    /**
     * Whether a certificate was made here and has not been revoked. While the database cannot be
     * reached, one that was valid before still is.
     *
     * @throws HoldfastException {@code agent-revoked}; transient if it cannot be told
     */
    public void check(AgentName name, String serial) {
        try {
            if (valid(database, List.of(serial)).isEmpty()) {
                known.remove(serial);
                throw revoked(name);
            }
            known.add(serial);
        } catch (HoldfastException e) {
            if (e.category() != ErrorCategory.TRANSIENT || !known.contains(serial)) {
                throw e;
            }
        }
    }

    /** Which of these certificates are valid no more. */
    public Set<String> revoked(Collection<String> serials) {
        Set<String> revoked = new HashSet<>(serials);
        revoked.removeAll(valid(database, serials));
        known.removeAll(revoked);
        return revoked;
    }

    private Set<String> valid(Sql sql, Collection<String> serials) {
        return Set.copyOf(
                sql.query(
                        "select serial from agent_certificate where serial = any($1) and revoked_at"
                                + " is null and not_after > $2",
                        row -> row.getString(0),
                        serials.toArray(String[]::new),
                        now()));
    }

    /** What an agent is told whose certificate is valid no more. */
    public static HoldfastException revoked(AgentName name) {
        return new HoldfastException(
                ErrorCategory.ACCESS,
                "agent-revoked",
                "the certificate of " + name + " is unknown, expired or revoked",
                "Enrol the agent anew: 'holdfast join-token create " + name.cluster() + "'.");
    }

    private void note(Sql sql, AgentName name, String origin, String action, JsonObject after) {
        audit.append(
                sql,
                new Act(
                        "agent:" + name,
                        origin,
                        action,
                        "agent:" + name,
                        Outcome.DONE,
                        "",
                        after.encode()));
    }

    private static JsonObject certificate(AgentCertificate made) {
        return new JsonObject()
                .put("serial", made.serial())
                .put("notAfter", made.notAfter().toString());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
