package io.holdfast.controlplane.alert.route;

import io.holdfast.controlplane.alert.Alert;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** Posts each notice as a message by an incoming webhook of Slack, or of what understands them. */
final class SlackRoute implements Route {
    private static final int MOST_HINTS = 3;

    private final Posting posting;

    SlackRoute(Posting posting) {
        this.posting = posting;
    }

    @Override
    public void send(Notice notice) throws IOException, InterruptedException {
        String sign =
                switch (notice.kind()) {
                    case FIRING -> ":red_circle: ";
                    case RESOLVED -> ":large_green_circle: ";
                    case TEST -> ":white_circle: ";
                };
        String hints =
                notice.kind() == Notice.Kind.FIRING
                        ? notice.alerts().stream()
                                .map(Alert::condition)
                                .map(condition -> "\n" + condition.hint())
                                .distinct()
                                .limit(MOST_HINTS)
                                .collect(Collectors.joining())
                        : "";
        posting.post(
                "",
                new JsonObject().put("text", sign + escaped(notice.headline() + hints)),
                Map.of());
    }

    /** As Slack asks for: an agent's words must not become a link or a mention. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
