package io.holdfast.cli.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.repository.container.ContainerKind;

/**
 * One request to an object store, as a gate sees it.
 *
 * @param path without the query
 * @param kind the kind byte of the container in the body, 0 if there is none
 *     (docs/repository-format.md, 5.1)
 */
record S3Request(String method, String path, int kind) {
    private static final String MAGIC = "HFC1";

    static S3Request of(String requestLine, byte[] body) {
        String[] words = requestLine.split(" ", 3);
        return new S3Request(words[0], words[1].split("\\?", 2)[0], kind(body));
    }

    private static int kind(byte[] body) {
        boolean isContainer =
                body.length > MAGIC.length()
                        && new String(body, 0, MAGIC.length(), ISO_8859_1).equals(MAGIC);
        return isContainer ? body[MAGIC.length()] : 0;
    }

    boolean puts(ContainerKind what) {
        return method.equals("PUT") && kind == what.code();
    }

    boolean gets(String part) {
        return method.equals("GET") && path.contains(part);
    }

    boolean deletes(String part) {
        return method.equals("DELETE") && path.contains(part);
    }
}
