package io.holdfast.cli.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.agent.config.HttpConfig;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Asks a running agent for the figures of its own page. */
final class AgentStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private AgentStatus() {}

    /** The page's JSON object. */
    static Map<String, Object> ask(HttpConfig http) {
        if (http.port() == 0) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "agent-page-unknown",
                    "http.port is 0, so the agent's page is at a port that only its log names",
                    "Give http.port a fixed port, or open the address that the log names.");
        }
        URI page = page(http);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw unanswered(page, new IOException("HTTP status " + answer.statusCode()));
            }
            return new ObjectMapper().readValue(answer.body(), new TypeReference<>() {});
        } catch (IOException e) {
            throw unanswered(page, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(page, e);
        }
    }

    /** An agent that listens everywhere is asked on this machine. */
    private static URI page(HttpConfig http) {
        boolean isEverywhere = http.host().equals("0.0.0.0") || http.host().equals("::");
        String host = isEverywhere ? "127.0.0.1" : http.host();
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + bracketed + ":" + http.port() + "/status");
    }

    private static HoldfastException unanswered(URI page, Exception cause) {
        return new HoldfastException(
                ErrorCategory.NOT_FOUND,
                "agent-not-answering",
                "no agent answers at " + page + ", so how much would be lost now is unknown",
                "Start 'holdfast agent' on the host of the database, and ask there; 'holdfast wal'"
                        + " shows what the repositories hold.",
                cause);
    }
}
