package io.holdfast.cli.agent;

import com.google.protobuf.ByteString;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.link.AgentKey;
import io.holdfast.agent.link.Identity;
import io.holdfast.agent.link.IdentityFile;
import io.holdfast.cli.options.ConfigOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.PinnedAuthority;
import io.holdfast.cli.remote.PlaneAddress;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.EnrolmentGrpc;
import io.holdfast.proto.v1.JoinRequest;
import io.holdfast.proto.v1.JoinResponse;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast agent join}. */
@Command(
        name = "join",
        description = {
            "Enrol this host's agent with a control plane, as the cluster and instance that its"
                    + " configuration names. The key is made here and does not leave this host.",
            "An agent that runs connects within seconds; it need not be restarted."
        },
        footerHeading = "%nExample, as 'holdfast join-token create' prints it:%n",
        footer =
                "  holdfast agent join --url https://holdfast.example.com:7441 --ca-pin"
                        + " sha256:3f5c... --token hfj_...")
public final class AgentJoinCommand implements Runnable {
    @Mixin private ConfigOption config;

    @Option(
            names = "--url",
            required = true,
            description = "Where the control plane listens for agents.")
    private String url;

    @ArgGroup(multiplicity = "1")
    private Trust trust;

    @ArgGroup(multiplicity = "1")
    private Ticket ticket;

    private final Output output;
    private final InstantSource clock;

    public AgentJoinCommand(Output output, InstantSource clock) {
        this.output = output;
        this.clock = clock;
    }

    static final class Trust {
        @Option(
                names = "--ca-pin",
                paramLabel = "PIN",
                description = "sha256: and the digits of the authority's certificate.")
        private @Nullable String pin;

        @Option(
                names = "--ca-file",
                paramLabel = "FILE",
                description = "A PEM file of the authority to trust, in place of the pin.")
        private @Nullable Path file;

        String authority(PlaneAddress address) {
            return file == null
                    ? PinnedAuthority.fetch(address, String.valueOf(pin))
                    : Logins.pem(file);
        }
    }

    static final class Ticket {
        @Option(names = "--token", description = "The join token. It can be used once.")
        private @Nullable String text;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "A file that holds the join token, in place of it.")
        private @Nullable Path file;

        String read() {
            if (file == null) {
                return String.valueOf(text);
            }
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new HoldfastException(
                        ErrorCategory.USER,
                        "join-token-unreadable",
                        "cannot read the join token in " + file + ": " + e,
                        "Name a file that you may read.",
                        e);
            }
        }
    }

    @Override
    public void run() {
        AgentConfig settings = config.read(SecretCheck.WHEN_USED);
        PlaneAddress address = PlaneAddress.parse(url);
        IdentityFile file = new IdentityFile(settings.controlPlane().directory());
        // the token is used up by what follows
        file.prepare();
        String token = ticket.read();
        String authority = trust.authority(address);
        AgentKey key = AgentKey.generate();
        JoinResponse joined = join(settings, address, authority, token, key);
        file.keep(
                new Identity(
                        address.host(),
                        address.port(),
                        authority,
                        joined.getCluster(),
                        settings.instance(),
                        key.pem(),
                        joined.getCertificateChainList().stream()
                                .map(der -> AgentKey.pem("CERTIFICATE", der.toByteArray()))
                                .collect(Collectors.joining()),
                        clock.instant()));
        answer(settings, address);
    }

    private static JoinResponse join(
            AgentConfig settings,
            PlaneAddress address,
            String authority,
            String token,
            AgentKey key) {
        JoinRequest request =
                JoinRequest.newBuilder()
                        .setToken(token)
                        .setCluster(settings.cluster())
                        .setInstance(settings.instance())
                        .setCertificateRequest(ByteString.copyFrom(key.request()))
                        .build();
        try (PlaneConnection connection = PlaneConnection.anonymous(address, authority)) {
            return connection.call(EnrolmentGrpc::newBlockingStub, stub -> stub.join(request));
        }
    }

    private void answer(AgentConfig settings, PlaneAddress address) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("cluster", settings.cluster());
        answer.put("instance", settings.instance());
        answer.put("url", address.toString());
        answer.put("directory", settings.controlPlane().directory());
        output.result(
                answer,
                () ->
                        output.line(
                                "Enrolled as %s/%s at %s. An agent that runs connects within"
                                                .formatted(
                                                        settings.cluster(),
                                                        settings.instance(),
                                                        address)
                                        + " seconds; else start it with 'holdfast agent'."));
    }
}
