package io.holdfast.agent.link;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.capture.LaneState;
import io.holdfast.agent.contract.Contract;
import io.holdfast.postgres.Lsn;
import io.holdfast.proto.v1.CapturePhase;
import io.holdfast.proto.v1.LagReport;
import io.holdfast.proto.v1.RepositoryLag;
import io.holdfast.proto.v1.RepositoryState;
import io.holdfast.proto.v1.SlotReport;

/** How the agent fares, in the contract's terms. */
final class Messages {
    private Messages() {}

    static LagReport report(CaptureStatus status) {
        LagReport.Builder report =
                LagReport.newBuilder()
                        .setPhase(phase(status.phase()))
                        .setServerFlushed(status.serverFlushed().map(Lsn::toString).orElse(""))
                        .setAcknowledged(status.acknowledged().map(Lsn::toString).orElse(""))
                        .addAllRepositories(
                                status.lanes().stream().map(Messages::repository).toList())
                        .setEpoch(status.epoch().map(epoch -> epoch.epoch().toString()).orElse(""));
        status.slot().ifPresent(slot -> report.setSlot(slot(slot)));
        status.failure().ifPresent(e -> report.setFailure(Contract.of(e)));
        return report.build();
    }

    private static CapturePhase phase(CaptureStatus.Phase phase) {
        return switch (phase) {
            case BEGINNING -> CapturePhase.CAPTURE_PHASE_BEGINNING;
            case STREAMING -> CapturePhase.CAPTURE_PHASE_STREAMING;
            case STANDBY -> CapturePhase.CAPTURE_PHASE_STANDBY;
            case STOPPED -> CapturePhase.CAPTURE_PHASE_STOPPED;
        };
    }

    private static RepositoryLag repository(CaptureStatus.Lane lane) {
        RepositoryLag.Builder lag =
                RepositoryLag.newBuilder()
                        .setRepository(lane.repository())
                        .setState(state(lane.state()))
                        .setFrontier(lane.frontier().map(Lsn::toString).orElse(""))
                        .setLagKnown(lane.isLagKnown() && lane.lag().isPresent())
                        .setBytesBehind(Math.max(0, lane.bytesBehind()));
        lane.lag().ifPresent(known -> lag.setLag(Contract.of(known)));
        lane.failure().ifPresent(e -> lag.setFailure(Contract.of(e)));
        return lag.build();
    }

    private static RepositoryState state(LaneState state) {
        return switch (state) {
            case JOINING -> RepositoryState.REPOSITORY_STATE_JOINING;
            case COUNTED -> RepositoryState.REPOSITORY_STATE_COUNTED;
            case SUSPENDED -> RepositoryState.REPOSITORY_STATE_SUSPENDED;
            case LOST -> RepositoryState.REPOSITORY_STATE_LOST;
        };
    }

    private static SlotReport slot(CaptureStatus.Slot slot) {
        SlotReport.Builder report =
                SlotReport.newBuilder()
                        .setName(slot.name())
                        .setWalStatus(slot.walStatus())
                        .setRetainedBytes(slot.retainedBytes())
                        .setLimitBytes(slot.limitBytes());
        slot.timeLeft().ifPresent(left -> report.setTimeLeft(Contract.of(left)));
        return report.build();
    }
}
