package io.holdfast.controlplane.lag;

import io.holdfast.repository.epoch.EpochId;
import java.util.Map;
import java.util.Optional;

/**
 * What one instance of a cluster has said.
 *
 * @param domain where it runs
 * @param repositories that are configured there, and where they are
 * @param phase of its last report
 * @param told the last report that tells of a lag: a standby's does not, so one that was a primary
 *     before keeps what it said then
 * @param isProven whether it has streamed since the control plane began. One that only begins has
 *     not compared its WAL with the repositories yet, and may be a primary of the past
 * @param epoch number of the last one under which it streamed; 0 if none was named
 * @param since orders members by when they began to stream, or else to do what they do
 */
record Member(
        String instance,
        FailureDomain domain,
        Map<String, FailureDomain> repositories,
        Optional<CapturePhase> phase,
        Optional<Told> told,
        boolean isProven,
        int epoch,
        long since) {

    /**
     * A report.
     *
     * @param at on the control plane's monotonic clock
     */
    record Told(LagReport report, long at) {}

    static Member unheard(String instance) {
        return new Member(
                instance,
                FailureDomain.UNKNOWN,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                0);
    }

    Member configured(Optional<FailureDomain> domain, Map<String, FailureDomain> repositories) {
        return new Member(
                instance,
                domain.orElse(this.domain),
                Map.copyOf(repositories),
                phase,
                told,
                isProven,
                epoch,
                since);
    }

    /**
     * @param order greater than that of every earlier report of the cluster
     */
    Member reported(LagReport report, long nanos, long order) {
        boolean streams = report.phase() == CapturePhase.STREAMING;
        boolean keepsItsWord = isProven && report.phase() == CapturePhase.STANDBY;
        return new Member(
                instance,
                domain,
                repositories,
                Optional.of(report.phase()),
                keepsItsWord ? told : Optional.of(new Told(report, nanos)),
                isProven || streams,
                streams ? number(report) : epoch,
                begins(report, streams) ? order : since);
    }

    private boolean begins(LagReport report, boolean streams) {
        boolean isAnother = !phase.equals(Optional.of(report.phase()));
        return streams ? isAnother || number(report) != epoch : isAnother && !isProven;
    }

    private static int number(LagReport report) {
        return report.epoch().map(EpochId::number).orElse(0);
    }

    /** Whether it captures, or tries to, by its own word. */
    boolean captures() {
        return phase.filter(p -> p == CapturePhase.STREAMING || p == CapturePhase.BEGINNING)
                .isPresent();
    }

    /** Whether what it told is of a lag. */
    boolean hasToldLag() {
        return told.filter(t -> t.report().phase() != CapturePhase.STANDBY).isPresent();
    }
}
