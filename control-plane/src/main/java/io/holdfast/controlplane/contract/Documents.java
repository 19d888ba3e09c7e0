package io.holdfast.controlplane.contract;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

/** Messages of the contract as the database keeps them: in their JSON, which people can read. */
public final class Documents {
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().omittingInsignificantWhitespace();

    /** What a newer control plane has written is read as far as it is known here. */
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private Documents() {}

    public static String text(MessageOrBuilder message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of our own cannot be written", e);
        }
    }

    /** Reads what {@link #text} has written into an empty builder of its type. */
    public static <B extends Message.Builder> B read(String text, B builder) {
        try {
            PARSER.merge(text, builder);
            return builder;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the database holds what was never written to it", e);
        }
    }
}
