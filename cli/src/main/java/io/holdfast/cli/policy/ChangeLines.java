package io.holdfast.cli.policy;

import io.holdfast.proto.v1.DocumentChange;
import io.holdfast.proto.v1.FieldChange;
import java.util.ArrayList;
import java.util.List;

/** What documents change, for people. */
final class ChangeLines {
    private static final int MOST_CLUSTERS = 5;

    private ChangeLines() {}

    static List<String> of(List<DocumentChange> changes) {
        List<String> lines = new ArrayList<>();
        for (DocumentChange change : changes) {
            lines.add(head(change));
            change.getFieldsList().forEach(field -> lines.add("    " + line(field)));
            if (change.getKeepsLess()) {
                lines.add("    Attention: backups are kept less long than before.");
            }
        }
        return lines;
    }

    private static String head(DocumentChange change) {
        String head =
                switch (change.getAction()) {
                    case DOCUMENT_ACTION_CREATED -> "+ %s %s: new";
                    case DOCUMENT_ACTION_CHANGED -> "~ %s %s: changed";
                    case DOCUMENT_ACTION_UNCHANGED -> "  %s %s: unchanged";
                    case DOCUMENT_ACTION_UNSPECIFIED, UNRECOGNIZED -> "? %s %s";
                };
        return head.formatted(change.getKind(), change.getName()) + clusters(change);
    }

    private static String clusters(DocumentChange change) {
        List<String> clusters = change.getClustersList();
        if (!change.getKind().equals("policy") || clusters.isEmpty()) {
            return "";
        }
        String first =
                String.join(", ", clusters.subList(0, Math.min(MOST_CLUSTERS, clusters.size())));
        int more = clusters.size() - MOST_CLUSTERS;
        return "; it is that of " + first + (more > 0 ? " and " + more + " more" : "");
    }

    private static String line(FieldChange field) {
        if (field.getBefore().isEmpty()) {
            return "%s: %s (was not there)".formatted(field.getField(), field.getAfter());
        }
        if (field.getAfter().isEmpty()) {
            return "%s: gone (was %s)".formatted(field.getField(), field.getBefore());
        }
        return "%s: %s (was %s)".formatted(field.getField(), field.getAfter(), field.getBefore());
    }
}
