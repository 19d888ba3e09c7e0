package io.holdfast.controlplane.lag;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which instance speaks for its cluster: the one that streamed last under the newest epoch, until
 * another one streams under a newer. Neither time nor the order in which agents connect plays a
 * part, so
 *
 * <ul>
 *   <li>a standby never hides the primary, nor does an instance that only begins: a standby whose
 *       server is away looks the same;
 *   <li>a promoted instance takes over with its first report of streaming, whatever the old one
 *       says or does not say;
 *   <li>a primary of the past that goes on streaming under its sealed epoch, and may call itself
 *       idle, never hides a successor that is silent.
 * </ul>
 *
 * <p>While none has streamed, one that begins speaks, else one that ended, else a standby.
 */
final class Speaker {
    private static final Comparator<Member> WEIGHT =
            Comparator.comparingInt(Speaker::weight)
                    .thenComparingInt(Member::epoch)
                    .thenComparingLong(Member::since)
                    .thenComparing(Member::instance);
    private static final int PROVEN = 4;

    private Speaker() {}

    static Optional<Member> among(Collection<Member> members) {
        return members.stream().max(WEIGHT);
    }

    private static int weight(Member member) {
        return member.isProven() ? PROVEN : member.phase().map(Speaker::unproven).orElse(0);
    }

    private static int unproven(CapturePhase phase) {
        return switch (phase) {
            case STREAMING, BEGINNING -> 3;
            case STOPPED -> 2;
            case STANDBY -> 1;
        };
    }
}
