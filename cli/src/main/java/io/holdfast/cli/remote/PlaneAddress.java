package io.holdfast.cli.remote;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.net.URI;
import java.net.URISyntaxException;

/** Where a control plane's API listens. */
public record PlaneAddress(String host, int port) {
    private static final int DEFAULT_PORT = 7440;

    /**
     * Parses {@code https://host[:port]}.
     *
     * @throws HoldfastException (user) {@code url-malformed}
     */
    public static PlaneAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw malformed(url, "it is no URL");
        }
        if (!"https".equals(uri.getScheme())) {
            throw malformed(url, "it does not begin with https://");
        }
        if (uri.getHost() == null) {
            throw malformed(url, "it names no host");
        }
        String path = uri.getRawPath();
        boolean hasMore = path != null && !path.isEmpty() && !path.equals("/");
        if (hasMore || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw malformed(url, "it says more than host and port");
        }
        return new PlaneAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    private static HoldfastException malformed(String url, String reason) {
        return new HoldfastException(
                ErrorCategory.USER,
                "url-malformed",
                "'" + url + "' is not where a control plane can be: " + reason,
                "Write it as https://holdfast.example.com:7440, as the control plane names it when"
                        + " it starts.");
    }

    /** As a URL. */
    @Override
    public String toString() {
        return "https://" + host + ":" + port;
    }
}
