package io.holdfast.controlplane.api;

import io.holdfast.controlplane.api.call.AnswerStream;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.contract.ContractLag;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.lag.Changes;
import io.holdfast.controlplane.lag.ClusterLag;
import io.holdfast.controlplane.lag.LagPicture;
import io.holdfast.controlplane.lag.history.LagHistory;
import io.holdfast.proto.v1.GetLagHistoryRequest;
import io.holdfast.proto.v1.GetLagHistoryResponse;
import io.holdfast.proto.v1.GetLagResponse;
import io.holdfast.proto.v1.LagGrpcService;
import io.holdfast.proto.v1.WatchLagResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The calls of {@code Lag}. */
final class LagApi {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration PULSE = Duration.ofSeconds(1);
    private static final Duration SHOWN = Duration.ofHours(1);

    /** A message stays well below what a client takes by default, 4 MB. */
    private static final int MOST_CLUSTERS = 500;

    private final LagRooms rooms;

    LagApi(LagRooms rooms) {
        this.rooms = rooms;
    }

    /**
     * What works for it.
     *
     * @param nanos the picture's clock
     */
    record LagRooms(
            LagPicture picture, LagHistory history, InstantSource clock, LongSupplier nanos) {}

    void bind(Calls calls) {
        calls.look(LagGrpcService.GetLag, (call, request) -> get());
        calls.stream(LagGrpcService.WatchLag, (call, request, answers) -> watch(answers));
        calls.look(LagGrpcService.GetLagHistory, (call, request) -> history(request));
    }

    private GetLagResponse get() {
        return GetLagResponse.newBuilder()
                .setAt(ContractTimes.of(rooms.clock().instant()))
                .addAllClusters(
                        rooms.picture().snapshot(rooms.nanos().getAsLong()).stream()
                                .map(ContractLag::of)
                                .toList())
                .build();
    }

    // Whoever reads slowly is waited for: what changes meanwhile comes in one piece. Whoever hears
    // nothing for some seconds knows that nobody speaks any more.
    private void watch(AnswerStream<WatchLagResponse> answers) throws InterruptedException {
        long version = 0;
        long said = rooms.nanos().getAsLong() - PULSE.toNanos();
        while (answers.isOpen()) {
            Changes changes = rooms.picture().changesSince(version, rooms.nanos().getAsLong());
            long now = rooms.nanos().getAsLong();
            boolean isNews = !changes.clusters().isEmpty() || !changes.gone().isEmpty();
            if (isNews || now - said >= PULSE.toNanos()) {
                send(changes, answers);
                said = now;
            }
            version = changes.version();
            Thread.sleep(TICK);
        }
    }

    private void send(Changes changes, AnswerStream<WatchLagResponse> answers)
            throws InterruptedException {
        List<ClusterLag> rest = new ArrayList<>(changes.clusters());
        List<String> gone = changes.gone();
        do {
            List<ClusterLag> some = rest.subList(0, Math.min(MOST_CLUSTERS, rest.size()));
            answers.send(
                    WatchLagResponse.newBuilder()
                            .setAt(ContractTimes.of(rooms.clock().instant()))
                            .addAllClusters(some.stream().map(ContractLag::of).toList())
                            .addAllGone(gone)
                            .build());
            some.clear();
            gone = List.of();
        } while (!rest.isEmpty());
    }

    private GetLagHistoryResponse history(GetLagHistoryRequest request) {
        Instant to = request.hasTo() ? ContractTimes.of(request.getTo()) : rooms.clock().instant();
        Instant from = request.hasFrom() ? ContractTimes.of(request.getFrom()) : to.minus(SHOWN);
        return GetLagHistoryResponse.newBuilder()
                .addAllMinutes(
                        rooms.history().minutes(request.getCluster(), from, to).stream()
                                .map(ContractLag::of)
                                .toList())
                .build();
    }
}
