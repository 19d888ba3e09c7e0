package io.holdfast.embedded.postgres;

import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new cluster: superuser and database {@code postgres}, encoding UTF8, locale C, 16 MB segments,
 * data checksums, {@code wal_level=replica}, and everyone on this machine trusted, unless said
 * otherwise.
 */
public final class EmbeddedPostgresBuilder {
    static final String USER = "postgres";

    private final int major;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> accessRules = new ArrayList<>();
    private int walSegmentSizeMb = 16;
    private boolean dataChecksums = true;
    private boolean templates = true;
    private AuthMethod auth = AuthMethod.TRUST;
    private @Nullable String password;
    private @Nullable Path data;
    private Duration startTimeout = Duration.ofSeconds(60);

    EmbeddedPostgresBuilder(int major) {
        this.major = major;
        setting("wal_level", "replica");
        setting("max_wal_senders", "10");
        setting("max_replication_slots", "10");
        setting("max_connections", "40");
        setting("shared_buffers", "16MB");
        setting("log_line_prefix", "%m [%p] %q%a ");
    }

    /** A power of two from 1 to 1024. */
    public EmbeddedPostgresBuilder walSegmentSizeMb(int megabytes) {
        this.walSegmentSizeMb = megabytes;
        return this;
    }

    public EmbeddedPostgresBuilder dataChecksums(boolean on) {
        this.dataChecksums = on;
        return this;
    }

    /**
     * Without the databases {@code template0} and {@code template1}: a cluster of 8 MB, not 23. It
     * cannot create databases.
     */
    public EmbeddedPostgresBuilder withoutTemplateDatabases() {
        this.templates = false;
        return this;
    }

    /** The superuser's password, and how every connection, replication too, must prove it. */
    public EmbeddedPostgresBuilder password(String text, AuthMethod method) {
        this.password = text;
        this.auth = method;
        return this;
    }

    /** A line of {@code postgresql.conf}; the value is quoted here. */
    public EmbeddedPostgresBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Lines of {@code postgresql.conf}. */
    public EmbeddedPostgresBuilder settings(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /** A line of {@code pg_hba.conf}, before those that initdb writes. */
    public EmbeddedPostgresBuilder accessRule(String line) {
        accessRules.add(line);
        return this;
    }

    /** Where to create the cluster; kept at close. Without it: a directory deleted at close. */
    public EmbeddedPostgresBuilder dataDirectory(Path directory) {
        this.data = directory;
        return this;
    }

    /** 60 seconds by default. */
    public EmbeddedPostgresBuilder startTimeout(Duration timeout) {
        this.startTimeout = timeout;
        return this;
    }

    /**
     * Creates the cluster, with a system identifier of its own, and starts it on a free port. A
     * failure leaves neither a process nor a directory behind.
     *
     * @throws HoldfastException {@code embedded-postgres-start-failed} with the end of the log
     */
    public EmbeddedPostgres start() {
        var cache = Binaries.cacheDirectory(System.getenv());
        var installation = Binaries.unpacked(major, cache);
        var kind = new ClusterKind(installation, walSegmentSizeMb, dataChecksums, auth, templates);
        var identifiers = new SystemIdentifiers(InstantSource.system(), new SecureRandom());
        var cluster =
                new NewCluster(installation, identifiers.next(), password, settings, accessRules);
        return Launch.inOwnDirectory(
                root -> {
                    var where = whereUnder(root);
                    cluster.create(Template.of(kind, cache), where, root);
                    return plan(installation, where, root);
                },
                Launch.Wait.UNTIL_READY);
    }

    private Path whereUnder(Path root) {
        return data == null ? root.resolve("data") : data.toAbsolutePath();
    }

    private ServerPlan plan(Installation installation, Path where, Path root) throws IOException {
        var login = new ConnectionInfo("127.0.0.1", Ports.free(), USER, password, USER);
        return new ServerPlan(installation, root, where, login, Map.of(), startTimeout);
    }
}
