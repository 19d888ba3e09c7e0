package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.Authentication;
import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.DataRow;
import io.holdfast.postgres.wire.ResultRow;
import io.holdfast.postgres.wire.RowDescription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers the answer to a simple query, message by message. */
final class ResultCollector {
    /** More does not belong in the memory of an agent. */
    private static final long MAX_BYTES = 16L << 20;

    private final String address;
    private final List<QueryResult.Set> sets = new ArrayList<>();
    private List<ResultRow> rows = new ArrayList<>();
    private @Nullable RowDescription columns;
    private @Nullable HoldfastException refusal;
    private long bytes;

    ResultCollector(String address) {
        this.address = address;
    }

    /** Everything but ReadyForQuery. */
    void add(BackendMessage message) {
        switch (message) {
            case RowDescription description -> columns = description;
            case DataRow row -> addRow(row);
            case BackendMessage.CommandComplete complete -> endSet(complete.tag());
            case BackendMessage.EmptyQueryResponse ignored -> endSet("");
            case BackendMessage.ErrorResponse error -> addError(error);
            case BackendMessage.ParameterStatus _,
                    BackendMessage.NoticeResponse _,
                    BackendMessage.NotificationResponse _ -> {}
            case Authentication _,
                    BackendMessage.BackendKeyData _,
                    BackendMessage.NegotiateProtocolVersion _,
                    BackendMessage.ReadyForQuery _,
                    BackendMessage.CopyOutResponse _,
                    BackendMessage.CopyInResponse _,
                    BackendMessage.CopyBothResponse _,
                    BackendMessage.CopyData _,
                    BackendMessage.CopyDone _ ->
                    throw Refusals.outOfStep(address, message.getClass().getSimpleName());
        }
    }

    /**
     * What was gathered since the last call. A walsender of 14 ends some results without a command
     * tag of their own.
     *
     * @throws HoldfastException the server's first error
     */
    QueryResult finish() {
        if (refusal != null) {
            throw refusal;
        }
        if (columns != null) {
            endSet("");
        }
        return new QueryResult(sets);
    }

    /** The sets that are complete, which are forgotten here. */
    Optional<QueryResult> takeSets() {
        if (sets.isEmpty()) {
            return Optional.empty();
        }
        var taken = new QueryResult(sets);
        sets.clear();
        return Optional.of(taken);
    }

    private void addRow(DataRow row) {
        var description = columns;
        if (description == null) {
            throw Refusals.outOfStep(address, "a row before its columns");
        }
        for (Optional<ByteBuffer> value : row.values()) {
            bytes += value.map(ByteBuffer::remaining).orElse(0);
        }
        if (bytes > MAX_BYTES) {
            throw Refusals.resultTooLarge(address, MAX_BYTES);
        }
        rows.add(new ResultRow(description, row));
    }

    private void endSet(String tag) {
        sets.add(new QueryResult.Set(List.copyOf(rows), tag));
        rows = new ArrayList<>();
        columns = null;
    }

    private void addError(BackendMessage.ErrorResponse error) {
        var worded = Refusals.byServer(address, error.report());
        if (refusal == null) {
            refusal = worded;
        }
        if (!error.report().severity().equals("ERROR")) {
            // FATAL or PANIC: the server says no more.
            throw worded;
        }
    }
}
