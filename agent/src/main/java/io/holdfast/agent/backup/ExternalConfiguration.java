package io.holdfast.agent.backup;

import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.SqlState;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.ResultRow;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.write.BackupWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration files that the server reads from outside its data directory (T64), read through
 * SQL. What the role may not read is reported, and does not fail the backup.
 */
final class ExternalConfiguration {
    private static final int MODE = 0600;
    private static final long MAX_BYTES = 1 << 20;
    private static final String UNKNOWN = "unknown";

    private static final String NAMED =
            """
            select name as use, current_setting(name) as location
            from unnest(array['config_file', 'hba_file', 'ident_file']) name
            where current_setting(name) <> ''""";

    private static final String INCLUDED =
            "select distinct 'include' as use, sourcefile as location from pg_file_settings"
                    + " where sourcefile is not null";

    /** From 16 on these files may include others too ({@code libpq/hba.c}). */
    private static final List<String> INCLUDED_SINCE_16 =
            List.of(
                    "select distinct 'include' as use, file_name as location"
                            + " from pg_hba_file_rules where file_name is not null",
                    "select distinct 'include' as use, file_name as location"
                            + " from pg_ident_file_mappings where file_name is not null");

    private final PgConnection sql;
    private final BackupWriter writer;
    private final List<ExternalFile> unseen = new ArrayList<>();
    private final Map<String, String> useByLocation = new LinkedHashMap<>();

    ExternalConfiguration(PgConnection sql, BackupWriter writer) {
        this.sql = sql;
        this.writer = writer;
    }

    List<ExternalFile> store() throws InterruptedException {
        gather("named", NAMED);
        gather("include", INCLUDED);
        if (sql.serverMajor() >= 16) {
            INCLUDED_SINCE_16.forEach(query -> gather("include", query));
        }
        List<ExternalFile> files = new ArrayList<>(unseen);
        String data = dataDirectory();
        for (var found : useByLocation.entrySet()) {
            String location = found.getKey();
            if (location.startsWith("/") && !location.startsWith(data + "/")) {
                files.add(store(found.getValue(), location));
            }
        }
        return files;
    }

    private void gather(String use, String query) {
        try {
            for (ResultRow row : sql.query(query).rows()) {
                useByLocation.putIfAbsent(row.required("location"), row.required("use"));
            }
        } catch (HoldfastException e) {
            unseen.add(new ExternalFile(use, UNKNOWN, null, requireRefusal(e)));
        }
    }

    /** Without it nothing can be said to lie outside, and nothing is read. */
    private String dataDirectory() {
        try {
            return sql.query("select current_setting('data_directory')").value().orElse("");
        } catch (HoldfastException e) {
            unseen.add(new ExternalFile("data_directory", UNKNOWN, null, requireRefusal(e)));
            useByLocation.clear();
            return "";
        }
    }

    private ExternalFile store(String use, String location) throws InterruptedException {
        String file = Sql.literal(location);
        String query =
                "select case when (pg_stat_file(%s)).size <= %d".formatted(file, MAX_BYTES)
                        + " then encode(pg_read_binary_file(%s), 'base64') end as text"
                                .formatted(file);
        Optional<String> text;
        try {
            text = sql.query(query).row().text("text");
        } catch (HoldfastException e) {
            return new ExternalFile(use, location, null, requireRefusal(e));
        }
        if (text.isEmpty()) {
            return new ExternalFile(
                    use, location, null, "it is larger than " + MAX_BYTES + " bytes");
        }
        String path = ExternalFile.FOLDER + location.substring(1);
        byte[] content = Base64.getMimeDecoder().decode(text.get());
        writer.beginFile(FilePath.of(path), MODE, 0, content.length);
        writer.write(content, 0, content.length);
        writer.endFile();
        return new ExternalFile(use, location, path, null);
    }

    /** The server's own reason; a lost connection is another matter. */
    private static String requireRefusal(HoldfastException e) {
        if (SqlState.of(e).isEmpty()) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }
}
