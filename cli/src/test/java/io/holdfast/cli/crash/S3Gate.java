package io.holdfast.cli.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before an S3 server and reads each request whole before it forwards it, and each answer
 * whole before it hands it on: a trap springs exactly between. One request for each connection.
 */
final class S3Gate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(S3Gate.class);
    private static final Pattern LENGTH =
            Pattern.compile("(?im)^content-length: *([0-9]+) *$", Pattern.MULTILINE);
    private static final String END = "\r\n\r\n";

    private final URI server;
    private final ServerSocket listener;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile @Nullable Trap trap;
    private volatile boolean isDead;

    S3Gate(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("s3-gate").start(this::acceptAll);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next trap; it takes the place of the one before. */
    Trap set(Trap next) {
        trap = next;
        return next;
    }

    /** As a store does that has lost its power: nothing is answered, not even what was done. */
    void die() {
        refused.set(0);
        isDead = true;
    }

    void revive() {
        isDead = false;
    }

    /** Requests without an answer since the death. */
    int refused() {
        return refused.get();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                LOG.debug("the gate is closed", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            byte[] body = in.readNBytes(length(head));
            if (body.length < length(head)) {
                // what a killed process had not yet sent makes no request
                return;
            }
            S3Request request = S3Request.of(head.lines().findFirst().orElse("? ?"), body);
            Optional<byte[]> answer = pass(request, head, body);
            if (answer.isPresent()) {
                client.getOutputStream().write(answer.get());
            } else {
                refused.incrementAndGet();
            }
        } catch (IOException e) {
            LOG.debug("a client or the server has gone", e);
        }
    }

    private Optional<byte[]> pass(S3Request request, String head, byte[] body) throws IOException {
        if (isDead) {
            return Optional.empty();
        }
        Trap set = trap;
        return set != null && set.takes(request)
                ? trapped(set, head, body)
                : answered(forward(head, body));
    }

    private Optional<byte[]> trapped(Trap set, String head, byte[] body) throws IOException {
        if (set.isBefore()) {
            set.spring();
            return set.isDropping() ? Optional.empty() : answered(forward(head, body));
        }
        byte[] answer = forward(head, body);
        set.spring();
        return set.isDropping() ? Optional.empty() : answered(answer);
    }

    private Optional<byte[]> answered(byte[] answer) {
        return isDead ? Optional.empty() : Optional.of(answer);
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(oneRequestOnly(head).getBytes(ISO_8859_1));
            out.writeBytes(body);
            upstream.getOutputStream().write(out.toByteArray());
            return upstream.getInputStream().readAllBytes();
        }
    }

    /** No header that is signed. */
    private static String oneRequestOnly(String head) {
        List<String> lines =
                head.strip()
                        .lines()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
                        .toList();
        return String.join("\r\n", lines) + "\r\nConnection: close" + END;
    }

    private static int length(String head) {
        Matcher found = LENGTH.matcher(head.replace("\r", ""));
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < END.length()
                || !head.substring(head.length() - END.length()).equals(END)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
