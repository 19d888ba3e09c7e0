package io.holdfast.controlplane.api;

import io.holdfast.controlplane.api.call.AnswerStream;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.audit.Outcome;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.proto.v1.AuditEntry;
import io.holdfast.proto.v1.AuditGrpcService;
import io.holdfast.proto.v1.AuditOutcome;
import io.holdfast.proto.v1.ExportAuditRequest;
import io.holdfast.proto.v1.ListAuditEntriesRequest;
import io.holdfast.proto.v1.ListAuditEntriesResponse;
import java.util.List;

/** The calls of {@code Audit}. */
final class AuditApi {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Database database;
    private final AuditLog log;

    AuditApi(Database database, AuditLog log) {
        this.database = database;
        this.log = log;
    }

    void bind(Calls calls) {
        calls.look(AuditGrpcService.ListAuditEntries, (call, request) -> list(request));
        calls.stream(
                AuditGrpcService.ExportAudit, (call, request, answers) -> export(request, answers));
    }

    private ListAuditEntriesResponse list(ListAuditEntriesRequest request) {
        int asked = request.getPageSize() <= 0 ? DEFAULT_PAGE : request.getPageSize();
        long before = request.getBefore() <= 0 ? Long.MAX_VALUE : request.getBefore();
        return ListAuditEntriesResponse.newBuilder()
                .addAllEntries(
                        log.newest(database, before, Math.min(asked, LARGEST_PAGE)).stream()
                                .map(AuditApi::entry)
                                .toList())
                .build();
    }

    private void export(ExportAuditRequest request, AnswerStream<AuditEntry> answers)
            throws InterruptedException {
        long next = Math.max(1, request.getFrom());
        while (true) {
            List<io.holdfast.controlplane.audit.AuditEntry> page =
                    log.from(database, next, LARGEST_PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (io.holdfast.controlplane.audit.AuditEntry entry : page) {
                answers.send(entry(entry));
            }
            next = page.getLast().number() + 1;
        }
    }

    private static AuditEntry entry(io.holdfast.controlplane.audit.AuditEntry entry) {
        return AuditEntry.newBuilder()
                .setNumber(entry.number())
                .setAt(ContractTimes.of(entry.at()))
                .setActor(entry.act().actor())
                .setOrigin(entry.act().origin())
                .setAction(entry.act().action())
                .setSubject(entry.act().subject())
                .setOutcome(outcome(entry.act().outcome()))
                .setBefore(entry.act().before())
                .setAfter(entry.act().after())
                .setHash(entry.hash())
                .build();
    }

    private static AuditOutcome outcome(Outcome outcome) {
        return switch (outcome) {
            case DONE -> AuditOutcome.AUDIT_OUTCOME_DONE;
            case DENIED -> AuditOutcome.AUDIT_OUTCOME_DENIED;
            case FAILED -> AuditOutcome.AUDIT_OUTCOME_FAILED;
        };
    }
}
