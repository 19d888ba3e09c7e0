package io.holdfast.agent.link;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.PrivateFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Where an agent keeps its identity: {@code identity.json} in its directory. */
public final class IdentityFile {
    private final Path directory;
    private final Path file;

    public IdentityFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("identity.json");
    }

    /**
     * What was kept; empty if this agent was never enrolled.
     *
     * @throws HoldfastException {@code identity-unreadable}
     */
    public Optional<Identity> find() {
        try {
            return Optional.of(identity(new JsonObject(Files.readString(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException
                | DecodeException
                | ClassCastException
                | DateTimeException
                | NullPointerException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "identity-unreadable",
                    "cannot read the agent's identity in " + file + ": " + e,
                    "Let the agent's user own it; or enrol the agent anew with 'holdfast agent"
                            + " join'.",
                    e);
        }
    }

    private static Identity identity(JsonObject json) {
        return new Identity(
                text(json, "host"),
                Objects.requireNonNull(json.getInteger("port")),
                text(json, "authority"),
                text(json, "cluster"),
                text(json, "instance"),
                text(json, "key"),
                text(json, "chain"),
                Instant.parse(text(json, "issuedAt")));
    }

    private static String text(JsonObject json, String name) {
        return Objects.requireNonNull(json.getString(name), name);
    }

    /**
     * Finds out whether an identity could be kept, before one is asked for.
     *
     * @throws HoldfastException {@code identity-unwritable}
     */
    public void prepare() {
        try {
            PrivateFile.directory(directory);
            if (!Files.isWritable(directory)) {
                throw new IOException("it cannot be written to");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Keeps an identity in place of an older one.
     *
     * @throws HoldfastException {@code identity-unwritable}
     */
    public void keep(Identity identity) {
        JsonObject json =
                new JsonObject()
                        .put("host", identity.host())
                        .put("port", identity.port())
                        .put("authority", identity.authority())
                        .put("cluster", identity.cluster())
                        .put("instance", identity.instance())
                        .put("key", identity.key())
                        .put("chain", identity.chain())
                        .put("issuedAt", identity.issuedAt().toString());
        try {
            PrivateFile.directory(directory);
            PrivateFile.write(file, json.encodePrettily() + "\n");
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private HoldfastException unwritable(IOException e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "identity-unwritable",
                "cannot keep the agent's identity in " + file + ": " + e,
                "Let the agent's user own that directory, or name another one as"
                        + " controlPlane.directory.",
                e);
    }
}
