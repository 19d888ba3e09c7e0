package io.holdfast.controlplane.api.call;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.holdfast.proto.v1.AuthorizationProto;
import io.holdfast.proto.v1.Rule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the contract says of its calls: to whom each is open. One that says nothing is closed. */
public final class CallRules {
    private static final Rule CLOSED = Rule.getDefaultInstance();

    private final Map<String, MethodDescriptor> methods;

    private CallRules(Map<String, MethodDescriptor> methods) {
        this.methods = methods;
    }

    /** The rules of all calls of these files. */
    public static CallRules of(List<FileDescriptor> files) {
        Stream<MethodDescriptor> methods =
                files.stream()
                        .flatMap(file -> file.getServices().stream())
                        .map(ServiceDescriptor::getMethods)
                        .flatMap(List::stream);
        return new CallRules(
                methods.collect(Collectors.toMap(CallRules::path, Function.identity())));
    }

    /**
     * @param call such as {@code holdfast.v1.Access/Login}
     */
    public Rule of(String call) {
        MethodDescriptor method = methods.get(call);
        return method == null ? CLOSED : method.getOptions().getExtension(AuthorizationProto.rule);
    }

    /** All calls, as {@code holdfast.v1.Access/Login}. */
    public List<String> calls() {
        return methods.keySet().stream().sorted().toList();
    }

    private static String path(MethodDescriptor method) {
        return method.getService().getFullName() + "/" + method.getName();
    }
}
