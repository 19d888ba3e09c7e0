package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a server sends. Buffers are slices of the body that was decoded, not copies: they are valid
 * as long as that body is.
 */
public sealed interface BackendMessage
        permits Authentication,
                BackendMessage.ParameterStatus,
                BackendMessage.BackendKeyData,
                BackendMessage.NegotiateProtocolVersion,
                BackendMessage.ReadyForQuery,
                BackendMessage.CommandComplete,
                BackendMessage.EmptyQueryResponse,
                BackendMessage.ErrorResponse,
                BackendMessage.NoticeResponse,
                BackendMessage.NotificationResponse,
                BackendMessage.CopyOutResponse,
                BackendMessage.CopyInResponse,
                BackendMessage.CopyBothResponse,
                BackendMessage.CopyData,
                BackendMessage.CopyDone,
                RowDescription,
                DataRow {
    /** A setting that the server tells unasked, such as {@code server_version}. */
    record ParameterStatus(String name, String value) implements BackendMessage {}

    /** What a cancel request needs. */
    record BackendKeyData(int processId, ByteBuffer secretKey) implements BackendMessage {}

    /** The server speaks an older minor version, or does not know some options. */
    record NegotiateProtocolVersion(int newestMinor, List<String> unknownOptions)
            implements BackendMessage {}

    /** {@code I} idle, {@code T} in a transaction, {@code E} in a failed one. */
    record ReadyForQuery(char status) implements BackendMessage {}

    record CommandComplete(String tag) implements BackendMessage {}

    record EmptyQueryResponse() implements BackendMessage {}

    record ErrorResponse(ServerReport report) implements BackendMessage {}

    record NoticeResponse(ServerReport report) implements BackendMessage {}

    record NotificationResponse(int processId, String channel, String payload)
            implements BackendMessage {}

    record CopyOutResponse() implements BackendMessage {}

    record CopyInResponse() implements BackendMessage {}

    record CopyBothResponse() implements BackendMessage {}

    record CopyData(ByteBuffer payload) implements BackendMessage {}

    /** The server sends no more; in COPY both the client answers with its own. */
    record CopyDone() implements BackendMessage {}
}
