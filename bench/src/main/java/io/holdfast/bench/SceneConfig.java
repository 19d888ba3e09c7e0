package io.holdfast.bench;

import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.s3.EmbeddedS3;
import io.holdfast.repository.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;

/**
 * The configuration and the secrets of a scene's agent, as files.
 *
 * @param ways to each store, or none where the agent goes there straight
 * @param backupMinute of each hour, UTC
 */
record SceneConfig(
        Path directory,
        EmbeddedPostgres server,
        List<EmbeddedS3> stores,
        List<FaultProxy> ways,
        int port,
        OptionalInt backupMinute) {

    Path write() throws IOException {
        Path key = directory.resolve("master.key");
        Files.writeString(key, MasterKey.generate(new SecureRandom()).format());
        StringBuilder yaml = new StringBuilder();
        yaml.append("cluster: bench\ninstance: bench\nmasterKey: {file: ")
                .append(key)
                .append("}\n");
        yaml.append("postgres: {host: 127.0.0.1, port: ").append(server.port());
        yaml.append(", user: postgres, tls: {mode: disable}}\nrepositories:\n");
        for (int i = 0; i < stores.size(); i++) {
            yaml.append(repository(i));
        }
        yaml.append("http: {host: 127.0.0.1, port: ").append(port).append("}\n");
        if (backupMinute.isPresent()) {
            yaml.append("backup: {schedules: [{kind: full, cron: '")
                    .append(backupMinute.getAsInt())
                    .append(" * * * *'}]}\n");
        }
        Path file = directory.resolve("agent.yaml");
        Files.writeString(file, yaml);
        return file;
    }

    private String repository(int index) throws IOException {
        EmbeddedS3 store = stores.get(index);
        Path access = directory.resolve("access-" + index);
        Path secret = directory.resolve("secret-" + index);
        Files.writeString(access, store.accessKey());
        Files.writeString(secret, store.secretKey());
        return "  - name: "
                + (index == 0 ? "one" : "two")
                + "\n    s3: {endpoint: '"
                + endpoint(index)
                + "', bucket: "
                + (index == 0 ? "one" : "two")
                + ", pathStyle: always, accessKey: {file: "
                + access
                + "}, secretKey: {file: "
                + secret
                + "}}\n";
    }

    private String endpoint(int index) {
        if (ways.isEmpty()) {
            return stores.get(index).endpoint().toString();
        }
        FaultProxy way = ways.get(index);
        return "http://" + way.host() + ":" + way.port();
    }
}
