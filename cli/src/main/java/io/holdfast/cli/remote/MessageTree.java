package io.holdfast.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;

/** A message of the contract as {@code --json} prints it: as the API itself gives it in JSON. */
public final class MessageTree {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MessageTree() {}

    public static Map<String, Object> of(MessageOrBuilder message) {
        try {
            return JSON.readValue(
                    JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(message),
                    new TypeReference<>() {});
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException("a message of the contract has a JSON form", e);
        }
    }
}
