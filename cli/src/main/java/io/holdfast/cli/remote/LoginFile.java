package io.holdfast.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code holdfast login} keeps the token between commands: a file for the owner's eyes only.
 */
public record LoginFile(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The file of the user that runs this process.
     *
     * @param environment a variable's name to its value, or null
     */
    public static LoginFile of(Function<String, @Nullable String> environment) {
        String base = environment.apply("XDG_CONFIG_HOME");
        Path config =
                base == null || base.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".config")
                        : Path.of(base);
        return new LoginFile(config.resolve("holdfast").resolve("login.json"));
    }

    /** Replaces what was kept. */
    public void write(Login login) {
        ObjectNode json = JSON.createObjectNode();
        json.put("url", login.address().toString());
        json.put("ca", login.ca());
        json.put("user", login.user());
        json.put("token", login.token());
        json.put("expiresAt", login.expiresAt().toString());
        try {
            Path directory = path.toAbsolutePath().getParent();
            if (directory != null) {
                PrivateFile.directory(directory);
            }
            PrivateFile.write(path, JSON.writeValueAsString(json));
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "login-file-unwritable",
                    "cannot keep the login in " + path + ": " + e,
                    "Make that directory writable, or set XDG_CONFIG_HOME to one that is.",
                    e);
        }
    }

    /** What was kept, if anything was. */
    public Optional<Login> read() {
        try {
            JsonNode json = JSON.readTree(Files.readString(path));
            return Optional.of(
                    new Login(
                            PlaneAddress.parse(json.path("url").asText()),
                            json.path("ca").asText(),
                            json.path("user").asText(),
                            json.path("token").asText(),
                            Instant.parse(json.path("expiresAt").asText())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | DateTimeException e) {
            throw unreadable("it is not what 'holdfast login' wrote", e);
        } catch (IOException e) {
            throw unreadable(e.toString(), e);
        }
    }

    private HoldfastException unreadable(String reason, Exception cause) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "login-file-unreadable",
                "cannot read the login in " + path + ": " + reason,
                "Log in again with 'holdfast login'.",
                cause);
    }

    /** Forgets it. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "login-file-unwritable",
                    "cannot remove the login in " + path + ": " + e,
                    "Remove the file by hand.",
                    e);
        }
    }
}
