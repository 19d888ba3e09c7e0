package io.holdfast.agent.policy;

import com.google.protobuf.TextFormat;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AssignedPolicy;
import io.holdfast.settings.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The policy that was assigned last: {@code policy} in the agent's directory, one line with the
 * cluster that it is for, then an {@code AssignedPolicy} in protobuf's text format.
 */
final class PolicyFile {
    private final Path directory;
    private final String head;

    PolicyFile(Path directory, String cluster) {
        this.directory = directory;
        this.head = "# the policy of cluster " + cluster;
    }

    private Path file() {
        return directory.resolve("policy");
    }

    /**
     * What was kept; without a policy if none was, or another cluster's.
     *
     * @throws HoldfastException {@code policy-unreadable}
     */
    AssignedPolicy find() {
        try {
            String text = Files.readString(file());
            if (!text.startsWith(head + "\n")) {
                return AssignedPolicy.getDefaultInstance();
            }
            AssignedPolicy.Builder read = AssignedPolicy.newBuilder();
            TextFormat.merge(text, read);
            return read.build();
        } catch (NoSuchFileException e) {
            return AssignedPolicy.getDefaultInstance();
        } catch (IOException e) {
            throw failure("policy-unreadable", "cannot read the policy in " + file() + ": " + e, e);
        }
    }

    /**
     * @throws HoldfastException {@code policy-unwritable}
     */
    void keep(AssignedPolicy assigned) {
        try {
            PrivateFile.directory(directory);
            PrivateFile.write(file(), head + "\n" + TextFormat.printer().printToString(assigned));
        } catch (IOException e) {
            throw failure("policy-unwritable", "cannot keep the policy in " + file() + ": " + e, e);
        }
    }

    private HoldfastException failure(String code, String message, IOException e) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                code,
                message,
                "Let the agent's user own "
                        + directory
                        + " and what is in it, and see that its disk is not full.",
                e);
    }
}
