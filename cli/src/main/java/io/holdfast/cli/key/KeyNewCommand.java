package io.holdfast.cli.key;

import io.holdfast.cli.output.Output;
import io.holdfast.repository.key.MasterKey;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast key new}. */
@Command(
        name = "new",
        description = {
            "Make a master key and write it to a new file that only you can read.",
            "Keep a copy where neither the database nor its repositories are: without the key no"
                    + " backup can be restored, by anyone."
        },
        footerHeading = "%nExample:%n",
        footer = "  holdfast key new --out /etc/holdfast/master.key")
public final class KeyNewCommand implements Runnable {
    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file to write. It must not exist yet.")
    private Path file;

    private final Output output;
    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public KeyNewCommand(Output output, RandomGenerator random) {
        this.output = output;
        this.random = random;
    }

    @Override
    public void run() {
        MasterKey key = MasterKey.generate(random);
        new KeyFile(file).create(key);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file);
        answer.put("fingerprint", key.fingerprint());
        output.result(answer, () -> tell(key));
    }

    private void tell(MasterKey key) {
        output.line("Wrote the master key " + key.fingerprint() + " to " + file + ".");
        output.line("Keep a copy of it where neither the database nor its repositories are.");
    }
}
