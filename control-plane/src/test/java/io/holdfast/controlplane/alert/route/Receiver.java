package io.holdfast.controlplane.alert.route;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** What alerts are posted to: takes them, or not. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    Receiver() throws IOException {
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    posted.add(
                            new Posted(
                                    exchange.getRequestURI().getPath(),
                                    exchange.getRequestHeaders().entrySet().stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            e ->
                                                                    e.getKey()
                                                                            .toLowerCase(
                                                                                    java.util.Locale
                                                                                            .ROOT),
                                                            e -> e.getValue().getFirst())),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    record Posted(String path, Map<String, String> headers, String body) {
        Object json() {
            return Json.decodeValue(body);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(int now) {
        status = now;
    }

    List<Posted> posted() {
        return posted;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
