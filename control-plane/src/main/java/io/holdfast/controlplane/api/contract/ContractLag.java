package io.holdfast.controlplane.api.contract;

import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.lag.CapturePhase;
import io.holdfast.controlplane.lag.DisasterLoss;
import io.holdfast.controlplane.lag.Failure;
import io.holdfast.controlplane.lag.RepositoryLag;
import io.holdfast.controlplane.lag.RepositoryLagNow;
import io.holdfast.controlplane.lag.history.LagFigures;
import io.holdfast.controlplane.lag.history.LagMinute;
import io.holdfast.controlplane.lag.history.RepositoryFigures;
import io.holdfast.postgres.Lsn;
import io.holdfast.proto.v1.ClusterLag;
import io.holdfast.proto.v1.Disaster;
import io.holdfast.proto.v1.LinkState;
import io.holdfast.proto.v1.LossState;
import io.holdfast.proto.v1.RepositoryLagMinute;
import io.holdfast.proto.v1.RepositoryState;

/** The lag in the contract's terms. */
public final class ContractLag {
    private ContractLag() {}

    public static ClusterLag of(io.holdfast.controlplane.lag.ClusterLag lag) {
        ClusterLag.Builder builder =
                ClusterLag.newBuilder()
                        .setCluster(lag.cluster())
                        .setInstance(lag.instance().orElse(""))
                        .setLink(
                                switch (lag.link()) {
                                    case LIVE -> LinkState.LINK_STATE_LIVE;
                                    case UNKNOWN -> LinkState.LINK_STATE_UNKNOWN;
                                    case NEVER_HEARD -> LinkState.LINK_STATE_NEVER_HEARD;
                                })
                        .addAllRepositories(
                                lag.repositories().stream().map(ContractLag::of).toList())
                        .addAllLosses(lag.losses().stream().map(ContractLag::of).toList());
        lag.silence().ifPresent(silence -> builder.setSilence(ContractTimes.of(silence)));
        lag.phase().ifPresent(phase -> builder.setPhase(of(phase)));
        lag.failure().ifPresent(failure -> builder.setFailure(of(failure)));
        return builder.build();
    }

    private static io.holdfast.proto.v1.CapturePhase of(CapturePhase phase) {
        return switch (phase) {
            case BEGINNING -> io.holdfast.proto.v1.CapturePhase.CAPTURE_PHASE_BEGINNING;
            case STREAMING -> io.holdfast.proto.v1.CapturePhase.CAPTURE_PHASE_STREAMING;
            case STANDBY -> io.holdfast.proto.v1.CapturePhase.CAPTURE_PHASE_STANDBY;
            case STOPPED -> io.holdfast.proto.v1.CapturePhase.CAPTURE_PHASE_STOPPED;
        };
    }

    private static io.holdfast.proto.v1.RepositoryLagNow of(RepositoryLagNow now) {
        io.holdfast.proto.v1.RepositoryLagNow.Builder builder =
                io.holdfast.proto.v1.RepositoryLagNow.newBuilder()
                        .setRepository(now.repository())
                        .setLagKnown(now.isLagKnown())
                        .setProvider(now.domain().provider())
                        .setRegion(now.domain().region());
        now.reported().ifPresent(reported -> builder.setReported(of(reported)));
        now.lag().ifPresent(lag -> builder.setLag(ContractTimes.of(lag)));
        return builder.build();
    }

    private static io.holdfast.proto.v1.RepositoryLag of(RepositoryLag lag) {
        io.holdfast.proto.v1.RepositoryLag.Builder builder =
                io.holdfast.proto.v1.RepositoryLag.newBuilder()
                        .setRepository(lag.repository())
                        .setState(
                                switch (lag.state()) {
                                    case JOINING -> RepositoryState.REPOSITORY_STATE_JOINING;
                                    case COUNTED -> RepositoryState.REPOSITORY_STATE_COUNTED;
                                    case SUSPENDED -> RepositoryState.REPOSITORY_STATE_SUSPENDED;
                                    case LOST -> RepositoryState.REPOSITORY_STATE_LOST;
                                })
                        .setFrontier(lag.frontier().map(Lsn::toString).orElse(""))
                        .setLagKnown(lag.isLagKnown())
                        .setBytesBehind(lag.bytesBehind());
        lag.lag().ifPresent(known -> builder.setLag(ContractTimes.of(known)));
        lag.failure().ifPresent(failure -> builder.setFailure(of(failure)));
        return builder.build();
    }

    private static io.holdfast.proto.v1.Failure of(Failure failure) {
        return io.holdfast.proto.v1.Failure.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .setHint(failure.hint())
                .build();
    }

    private static io.holdfast.proto.v1.DisasterLoss of(DisasterLoss loss) {
        io.holdfast.proto.v1.DisasterLoss.Builder builder =
                io.holdfast.proto.v1.DisasterLoss.newBuilder()
                        .setDisaster(
                                switch (loss.disaster()) {
                                    case DATABASE -> Disaster.DISASTER_DATABASE;
                                    case REGION -> Disaster.DISASTER_REGION;
                                    case PROVIDER -> Disaster.DISASTER_PROVIDER;
                                })
                        .setState(
                                switch (loss.state()) {
                                    case KNOWN -> LossState.LOSS_STATE_KNOWN;
                                    case UNKNOWN -> LossState.LOSS_STATE_UNKNOWN;
                                    case EVERYTHING -> LossState.LOSS_STATE_EVERYTHING;
                                })
                        .setRepository(loss.repository().orElse(""));
        loss.loss().ifPresent(known -> builder.setLoss(ContractTimes.of(known)));
        return builder.build();
    }

    public static io.holdfast.proto.v1.LagMinute of(LagMinute minute) {
        return io.holdfast.proto.v1.LagMinute.newBuilder()
                .setMinute(ContractTimes.of(minute.minute()))
                .addAllRepositories(minute.repositories().stream().map(ContractLag::of).toList())
                .build();
    }

    private static RepositoryLagMinute of(RepositoryFigures figures) {
        RepositoryLagMinute.Builder builder =
                RepositoryLagMinute.newBuilder()
                        .setRepository(figures.repository())
                        .setSamples(Math.toIntExact(figures.samples()))
                        .setKnown(Math.toIntExact(figures.known()));
        figures.figures().ifPresent(known -> put(builder, known));
        return builder.build();
    }

    private static void put(RepositoryLagMinute.Builder builder, LagFigures figures) {
        builder.setMedian(ContractTimes.of(figures.median()))
                .setP99(ContractTimes.of(figures.p99()))
                .setMax(ContractTimes.of(figures.max()));
    }
}
