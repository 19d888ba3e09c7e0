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

    private static final String NAMED =
            """
            select name as use, setting as location from pg_settings
            where name in ('config_file', 'hba_file', 'ident_file') and setting <> ''""";

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
    private final Map<String, String> useByLocation = new LinkedHashMap<>();

    ExternalConfiguration(PgConnection sql, BackupWriter writer) {
        this.sql = sql;
        this.writer = writer;
    }

    List<ExternalFile> store() throws InterruptedException {
        gather(NAMED);
        gather(INCLUDED);
        if (sql.serverMajor() >= 16) {
            INCLUDED_SINCE_16.forEach(this::gather);
        }
        Optional<String> data = unlessDenied("select current_setting('data_directory') as text");
        List<ExternalFile> files = new ArrayList<>();
        for (var found : useByLocation.entrySet()) {
            String location = found.getKey();
            boolean inside = data.isPresent() && location.startsWith(data.get() + "/");
            if (location.startsWith("/") && !inside) {
                files.add(store(found.getValue(), location));
            }
        }
        return files;
    }

    private void gather(String query) {
        try {
            for (ResultRow row : sql.query(query).rows()) {
                useByLocation.putIfAbsent(row.required("location"), row.required("use"));
            }
        } catch (HoldfastException e) {
            requireDenied(e);
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

    private Optional<String> unlessDenied(String query) {
        try {
            return sql.query(query).row().text("text");
        } catch (HoldfastException e) {
            requireDenied(e);
            return Optional.empty();
        }
    }

    private static void requireDenied(HoldfastException e) {
        if (SqlState.of(e).filter(SqlState.INSUFFICIENT_PRIVILEGE::equals).isEmpty()) {
            throw e;
        }
    }

    /** The server's own reason; a lost connection is another matter. */
    private static String requireRefusal(HoldfastException e) {
        if (SqlState.of(e).isEmpty()) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }
}
