package io.holdfast.cli.policy;

import io.holdfast.proto.v1.Document;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code -f}: the documents to be applied. */
public final class FilesOption {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description =
                    "A YAML file of policies and assignments, separated by lines of '---'; - reads"
                            + " the standard input. May be given several times: all of it is"
                            + " applied, or nothing.")
    private List<Path> files;

    List<Document> read() {
        return Documents.read(files);
    }
}
