package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.PACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository dies while a backup is put into it, and comes back. */
@Tag("crash")
class RepositoryFilledTest {
    private static final int MAJOR = 18;
    private static final String LACKING = "holdfast_backup_lacking{repository=\"far\"}";

    @Test
    void aRepositoryThatDiedDuringABackupHasItWhenItIsBack(@TempDir Path folder) throws Exception {
        try (Scene scene = new Scene(folder, "near", "far");
                FaultProxy proxy = FaultProxy.to("127.0.0.1", scene.gate().endpoint().getPort());
                EmbeddedPostgres server = Scene.server(MAJOR).start()) {
            server.execute("create table t as select generate_series(1, 10000) i");
            String config = throughProxy(scene, server, proxy);
            String look = scene.direct(server);
            Scene.well("init", "-c", look);
            try (ChildCommand agent = scene.start("agent", "-c", config)) {
                agent.awaitOutput("The agent of db1 runs.");
                scene.gate()
                        .set(
                                Trap.holding(
                                        Point.before(PACK),
                                        () -> {
                                            proxy.refuse();
                                            proxy.cutAll();
                                        }));
                JsonNode made = Scene.well("backup", "--fast", "--json", "-c", config).json();
                assertEquals("near", made.get("repositories").get(0).asText());
                assertEquals("far", made.get("left").get(0).get("name").asText());
                server.execute("insert into t values (0)");
            }
            proxy.accept();
            try (ChildCommand agent = scene.start("agent", "-c", config)) {
                Await.until("the backup in far", () -> complete(look).contains("far"));
                Scene.awaitAcknowledged(server);
                // it says so a moment after everybody can see it
                agent.awaitError("is complete in repository far");
                Await.until(
                        "nothing to be lacking",
                        () -> page(agent, "metrics").contains(LACKING + " 0.0"));
                JsonNode far = new ObjectMapper().readTree(page(agent, "status"));
                assertEquals(0, far.at("/repositories/1/lacking/backups").asInt(-1), far::toString);
            }

            Scene.well("verify", "--deep", "--repository", "far", "-c", look);
            long rows =
                    Restored.look(
                            scene,
                            MAJOR,
                            restored -> restored.queryLong("select count(*) from t"),
                            "--to=latest",
                            "-r",
                            "far",
                            "-c",
                            look);
            assertEquals(10_001, rows);
        }
    }

    private static String page(ChildCommand agent, String name) {
        Matcher address = Pattern.compile("http://[0-9.:]+").matcher(agent.out());
        assertTrue(address.find(), agent.out());
        URI page = URI.create(address.group() + "/" + name);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> complete(String config) {
        List<String> names = new ArrayList<>();
        JsonNode backups = Scene.well("backups", "--json", "-c", config).json().get("backups");
        backups.get(0).get("repositories").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The far repository is reached through the proxy, and all through the gate. */
    private static String throughProxy(Scene scene, EmbeddedPostgres server, FaultProxy proxy)
            throws IOException {
        Path file = Path.of(scene.gated(server));
        String gate = "endpoint: \"" + scene.gate().endpoint() + "\", bucket: far";
        String text = Files.readString(file);
        assertTrue(text.contains(gate), text);
        String far = "endpoint: \"http://127.0.0.1:" + proxy.port() + "\", bucket: far";
        return Files.writeString(file, text.replace(gate, far)).toString();
    }
}
