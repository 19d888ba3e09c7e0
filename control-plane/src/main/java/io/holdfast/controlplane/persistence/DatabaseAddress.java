package io.holdfast.controlplane.persistence;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the control plane keeps its state, as a URL of PostgreSQL says it: {@code
 * postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path}.
 *
 * @param password null if the server asks for none
 * @param sslMode as libpq's
 * @param caFile PEM; null for the authorities that Java trusts
 */
public record DatabaseAddress(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        SslMode sslMode,
        @Nullable Path caFile) {
    private static final int DEFAULT_PORT = 5432;

    /**
     * Parses a URL. The message of a refusal does not repeat it: it may hold a password.
     *
     * @throws HoldfastException (configuration) {@code database-url-malformed}
     */
    public static DatabaseAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // the exception quotes the URL, with its password
            throw malformed("it is no URL");
        }
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw malformed("it does not begin with postgresql://");
        }
        if (uri.getHost() == null) {
            throw malformed("it names no host");
        }
        String path = uri.getPath();
        if (path == null || path.length() < 2) {
            throw malformed("it names no database");
        }
        String[] login = login(uri);
        TreeMap<String, String> options = options(uri.getRawQuery());
        String mode = options.getOrDefault("sslmode", "prefer");
        String ca = options.get("sslrootcert");
        return new DatabaseAddress(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                login[0],
                login.length > 1 ? login[1] : null,
                effective(sslMode(mode), ca),
                ca == null ? null : Path.of(ca));
    }

    private static String[] login(URI uri) {
        String raw = uri.getRawUserInfo();
        if (raw == null || raw.isEmpty() || raw.startsWith(":")) {
            throw malformed("it names no user");
        }
        String[] parts = raw.split(":", 2);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = decoded(parts[i]);
        }
        return parts;
    }

    private static TreeMap<String, String> options(@Nullable String query) {
        TreeMap<String, String> options = new TreeMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String option : query.split("&", -1)) {
            String[] parts = option.split("=", 2);
            boolean isKnown = parts[0].equals("sslmode") || parts[0].equals("sslrootcert");
            if (!isKnown || parts.length < 2) {
                throw malformed("its option '" + parts[0] + "' is not one of sslmode, sslrootcert");
            }
            options.put(parts[0], decoded(parts[1]));
        }
        return options;
    }

    private static String decoded(String text) {
        // a plus is a plus in a URL's user info
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static SslMode sslMode(String text) {
        try {
            return SslMode.of(text);
        } catch (IllegalArgumentException e) {
            throw malformed("its sslmode '" + text + "' does not exist");
        }
    }

    // libpq checks the authority also under "require" where one is named
    private static SslMode effective(SslMode mode, @Nullable String ca) {
        return mode == SslMode.REQUIRE && ca != null ? SslMode.VERIFY_CA : mode;
    }

    private static HoldfastException malformed(String reason) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "database-url-malformed",
                "the URL of the control plane's database cannot be used: " + reason,
                "Write postgresql://user:password@host:5432/database, with ?sslmode=verify-full"
                        + " where the connection must be protected.");
    }

    PgConnectOptions options() {
        PgConnectOptions options =
                new PgConnectOptions()
                        .setHost(host)
                        .setPort(port)
                        .setDatabase(database)
                        .setUser(user)
                        .setSslMode(sslMode)
                        .setCachePreparedStatements(true);
        if (password != null) {
            options.setPassword(password);
        }
        if (sslMode != SslMode.DISABLE) {
            options.setSslOptions(ssl());
        }
        return options;
    }

    private ClientSSLOptions ssl() {
        ClientSSLOptions ssl = new ClientSSLOptions();
        boolean isChecked = sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL;
        ssl.setTrustAll(!isChecked);
        ssl.setHostnameVerificationAlgorithm(sslMode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (caFile != null) {
            ssl.setTrustOptions(new PemTrustOptions().addCertPath(caFile.toString()));
        }
        return ssl;
    }

    /** As libpq writes it. */
    String sslModeName() {
        return sslMode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
