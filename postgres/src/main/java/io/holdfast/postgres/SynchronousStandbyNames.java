package io.holdfast.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The setting {@code synchronous_standby_names}, as far as it says who is awaited ({@code
 * replication/syncrep_scanner.l}, {@code syncrep_gram.y}). The server has checked its syntax.
 *
 * @param members without quotes, as written
 */
public record SynchronousStandbyNames(List<String> members) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\"(?<quoted>(?:[^\"]|\"\")*)\""
                            + "|(?<name>[A-Za-z_\\x80-\\x{10ffff}][A-Za-z_0-9$\\x80-\\x{10ffff}]*|[0-9]+|\\*)"
                            + "|(?<open>\\()");

    public SynchronousStandbyNames {
        members = List.copyOf(members);
    }

    public static SynchronousStandbyNames parse(String setting) {
        List<String> members = new ArrayList<>();
        Matcher token = TOKEN.matcher(setting);
        while (token.find()) {
            String quoted = token.group("quoted");
            if (token.group("open") != null) {
                // what stands before it is how many of them, and whether any or the first
                members.clear();
            } else {
                members.add(quoted == null ? token.group("name") : quoted.replace("\"\"", "\""));
            }
        }
        return new SynchronousStandbyNames(members);
    }

    /**
     * Whether a standby of this {@code application_name} is meant, as {@code
     * SyncRepGetStandbyPriority} in {@code replication/syncrep.c} decides.
     */
    public boolean includes(String applicationName) {
        return members.stream()
                .anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(applicationName));
    }
}
