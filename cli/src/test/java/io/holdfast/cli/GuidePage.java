package io.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of the guide, cut into what a reader does, one after the other. A comment in the page's
 * source right before a block of commands says how it is carried out where that is not simply from
 * its beginning to its end:
 *
 * <pre>
 * &lt;!-- guide: stays --&gt;                       it is left running, and what follows is done meanwhile
 * &lt;!-- guide: interrupted at "..." --&gt;         it is ended once it has said so
 * &lt;!-- guide: not carried out, because ... --&gt;
 * </pre>
 */
record GuidePage(String name, List<Block> blocks) {
    private static final Path GUIDE = Path.of("..", "docs", "guide");
    private static final Pattern FENCE =
            Pattern.compile(
                    "(?m)(?:^<!-- guide: (?<how>.*) -->\\n)?^```(?<kind>[a-z]*)\\n(?<text>(?s:.*?))^```$");
    private static final Pattern MOMENT = Pattern.compile("interrupted at \"(.*)\"");

    enum Kind {
        /** Commands for a shell. */
        SH,
        /** Statements for a superuser. */
        SQL,
        /** The configuration file, or a section to be added to it. */
        YAML,
        /** Lines of {@code pg_hba.conf}. */
        HBA,
        /** What the last commands print, or some of it. */
        TEXT
    }

    sealed interface How {
        record ToItsEnd() implements How {}

        record Stays() implements How {}

        record Interrupted(String at) implements How {}

        record NotCarriedOut(String why) implements How {}
    }

    record Block(Kind kind, How how, String text) {}

    static GuidePage read(String name) throws IOException {
        Matcher fences = FENCE.matcher(Files.readString(GUIDE.resolve(name)));
        List<Block> blocks = new ArrayList<>();
        while (fences.find()) {
            // a block without a kind has no place in the guide
            Kind kind = Kind.valueOf(fences.group("kind").toUpperCase(Locale.ROOT));
            blocks.add(new Block(kind, how(fences.group("how")), fences.group("text")));
        }
        return new GuidePage(name, blocks);
    }

    private static How how(@Nullable String words) {
        if (words == null) {
            return new How.ToItsEnd();
        }
        Matcher moment = MOMENT.matcher(words);
        if (moment.matches()) {
            return new How.Interrupted(moment.group(1));
        }
        return switch (words) {
            case "stays" -> new How.Stays();
            default -> notCarriedOut(words);
        };
    }

    private static How notCarriedOut(String words) {
        String start = "not carried out, because ";
        if (!words.startsWith(start)) {
            throw new IllegalArgumentException("the guide says '" + words + "'");
        }
        return new How.NotCarriedOut(words.substring(start.length()));
    }

    Optional<Block> first(Kind kind) {
        return blocks.stream().filter(block -> block.kind() == kind).findFirst();
    }
}
