package io.holdfast.repository.store.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server that gives one answer to every request, and keeps the requests. */
final class ScriptedServer implements AutoCloseable {
    record Request(String method, String path, Headers headers, byte[] body) {}

    record Answer(int status, String contentType, String body, List<String> headers) {
        Answer(int status, String contentType, String body) {
            this(status, contentType, body, List.of());
        }

        static Answer error(int status, String code) {
            return new Answer(
                    status,
                    "application/xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
                            + code
                            + "</Code><Message>some words</Message></Error>");
        }
    }

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(200, "", "");

    ScriptedServer() throws IOException {
        this(HttpServer.create());
    }

    ScriptedServer(HttpServer unbound) throws IOException {
        server = unbound;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders(),
                            exchange.getRequestBody().readAllBytes()));
            var now = answer;
            var body = now.body().getBytes(StandardCharsets.UTF_8);
            if (!now.contentType().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", now.contentType());
            }
            for (var header : now.headers()) {
                var colon = header.indexOf(':');
                exchange.getResponseHeaders()
                        .set(header.substring(0, colon), header.substring(colon + 1));
            }
            var isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(
                    now.status(), isHead || body.length == 0 ? -1 : body.length);
            if (!isHead && body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    void answer(Answer now) {
        answer = now;
    }

    List<Request> requests() {
        return requests;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
