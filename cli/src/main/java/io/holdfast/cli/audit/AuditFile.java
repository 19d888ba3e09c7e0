package io.holdfast.cli.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.holdfast.cli.remote.Times;
import io.holdfast.controlplane.audit.Act;
import io.holdfast.controlplane.audit.Outcome;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditOutcome;
import java.util.Optional;

/** A copy of the audit log: an entry a line, in the contract's JSON. */
final class AuditFile {
    private AuditFile() {}

    static String line(AuditEntry entry) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(entry);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of the contract has a JSON form", e);
        }
    }

    /** The entry in a line; empty if the line holds none. */
    static Optional<io.holdfast.controlplane.audit.AuditEntry> entry(String line) {
        AuditEntry.Builder read = AuditEntry.newBuilder();
        try {
            JsonFormat.parser().merge(line, read);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
        return outcome(read.getOutcome())
                .map(
                        outcome ->
                                new io.holdfast.controlplane.audit.AuditEntry(
                                        read.getNumber(),
                                        Times.of(read.getAt()),
                                        new Act(
                                                read.getActor(),
                                                read.getOrigin(),
                                                read.getAction(),
                                                read.getSubject(),
                                                outcome,
                                                read.getBefore(),
                                                read.getAfter()),
                                        read.getHash()));
    }

    private static Optional<Outcome> outcome(AuditOutcome outcome) {
        return switch (outcome) {
            case AUDIT_OUTCOME_DONE -> Optional.of(Outcome.DONE);
            case AUDIT_OUTCOME_DENIED -> Optional.of(Outcome.DENIED);
            case AUDIT_OUTCOME_FAILED -> Optional.of(Outcome.FAILED);
            case AUDIT_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static HoldfastException unusable(String what, java.nio.file.Path file, Exception e) {
        return new HoldfastException(
                ErrorCategory.USER,
                "audit-file-unusable",
                "cannot " + what + " " + file + ": " + e,
                "Name a file that you may use; an export never overwrites one.",
                e);
    }
}
