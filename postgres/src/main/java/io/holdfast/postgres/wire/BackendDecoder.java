package io.holdfast.postgres.wire;

import io.holdfast.postgres.wire.BackendMessage.BackendKeyData;
import io.holdfast.postgres.wire.BackendMessage.CommandComplete;
import io.holdfast.postgres.wire.BackendMessage.CopyBothResponse;
import io.holdfast.postgres.wire.BackendMessage.CopyData;
import io.holdfast.postgres.wire.BackendMessage.CopyDone;
import io.holdfast.postgres.wire.BackendMessage.CopyInResponse;
import io.holdfast.postgres.wire.BackendMessage.CopyOutResponse;
import io.holdfast.postgres.wire.BackendMessage.EmptyQueryResponse;
import io.holdfast.postgres.wire.BackendMessage.ErrorResponse;
import io.holdfast.postgres.wire.BackendMessage.NegotiateProtocolVersion;
import io.holdfast.postgres.wire.BackendMessage.NoticeResponse;
import io.holdfast.postgres.wire.BackendMessage.NotificationResponse;
import io.holdfast.postgres.wire.BackendMessage.ParameterStatus;
import io.holdfast.postgres.wire.BackendMessage.ReadyForQuery;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the messages of a server into values. Framing belongs to the caller: one type byte, four
 * bytes of length, then a body of {@link #bodyLength} bytes.
 */
public final class BackendDecoder {
    /** Bytes before a body: the type and the length. */
    public static final int HEADER_SIZE = 5;

    /** As libpq has it: only these may be longer than {@link #SHORT_LIMIT}. */
    private static final String LONG_TYPES = "TDdVENA";

    private static final int SHORT_LIMIT = 30_000;

    private BackendDecoder() {}

    /**
     * The number of bytes of the body.
     *
     * @param length the four bytes after the type, which count themselves
     * @param maxBodyBytes what the caller is ready to hold
     * @throws io.holdfast.error.HoldfastException if the length is absurd for that type: the stream
     *     is not PostgreSQL's, or has slipped
     */
    public static int bodyLength(byte type, int length, int maxBodyBytes) {
        int limit =
                LONG_TYPES.indexOf(type) >= 0 ? maxBodyBytes : Math.min(SHORT_LIMIT, maxBodyBytes);
        if (length < 4 || length - 4 > limit) {
            throw Protocol.violation(
                    "a message '%c' says it has %d bytes, at most %d are plausible"
                            .formatted((char) (type & 0xFF), length, limit + 4L));
        }
        return length - 4;
    }

    /** Decodes one body, from its position to its limit. */
    public static BackendMessage decode(byte type, ByteBuffer body) {
        try {
            return decodeBody(type, body);
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw Protocol.violation(
                    "a message '%c' ends too early".formatted((char) (type & 0xFF)));
        }
    }

    private static BackendMessage decodeBody(byte type, ByteBuffer body) {
        return switch (type) {
            case 'd' -> new CopyData(body.slice());
            case 'D' -> DataRow.decode(body);
            case 'T' -> RowDescription.decode(body);
            case 'C' -> new CommandComplete(Protocol.text(body));
            case 'Z' -> new ReadyForQuery((char) body.get());
            case 'E' -> new ErrorResponse(ServerReport.decode(body));
            case 'N' -> new NoticeResponse(ServerReport.decode(body));
            case 'S' -> new ParameterStatus(Protocol.text(body), Protocol.text(body));
            case 'K' -> new BackendKeyData(body.getInt(), body.slice());
            case 'R' -> Authentication.decode(body);
            case 'H' -> new CopyOutResponse();
            case 'G' -> new CopyInResponse();
            case 'W' -> new CopyBothResponse();
            case 'c' -> new CopyDone();
            case 'I' -> new EmptyQueryResponse();
            case 'v' -> negotiation(body);
            case 'A' ->
                    new NotificationResponse(
                            body.getInt(), Protocol.text(body), Protocol.text(body));
            default ->
                    throw Protocol.violation(
                            "a message of unknown type '%c'".formatted((char) (type & 0xFF)));
        };
    }

    private static NegotiateProtocolVersion negotiation(ByteBuffer body) {
        int newestMinor = body.getInt();
        int count = body.getInt();
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unknown.add(Protocol.text(body));
        }
        return new NegotiateProtocolVersion(newestMinor, List.copyOf(unknown));
    }
}
