package io.holdfast.agent.capture;

import java.time.Duration;
import java.util.Optional;

/**
 * Announces that the server is about to give the slot up by a limit of its own, while it has not:
 * {@code max_slot_wal_keep_size}, from half of it on and with every further tenth, and {@code
 * idle_replication_slot_timeout} from half of it on (PostgreSQL's {@code
 * InvalidatePossiblyObsoleteSlot}, slot.c). Not for several threads.
 */
final class SlotAlarm {
    private static final int ALL = 10;

    private final CaptureListener listener;
    private int announcedTenths;
    private boolean isIdleAnnounced;

    SlotAlarm(CaptureListener listener) {
        this.listener = listener;
    }

    /**
     * @param timeLeft until the server's limit
     */
    void look(ReplicationSlot slot, Optional<Duration> timeLeft) {
        retained(slot, timeLeft);
        idle(slot);
    }

    private void retained(ReplicationSlot slot, Optional<Duration> timeLeft) {
        int tenths = tenths(slot);
        if (tenths < 5) {
            announcedTenths = 0;
        } else if (tenths > announcedTenths) {
            announcedTenths = tenths;
            listener.happened(
                    new CaptureEvent.SlotNearlyLost(
                            slot.name(),
                            slot.walStatus(),
                            slot.retainedBytes(),
                            slot.safeBytes().orElse(0L),
                            timeLeft));
        }
    }

    /** How much of what the server allows is used; 0 for no limit, or when all is lost already. */
    private static int tenths(ReplicationSlot slot) {
        if (slot.isLost()) {
            return 0;
        }
        if (slot.walStatus().equals("unreserved")) {
            return ALL;
        }
        return slot.safeBytes().map(safe -> tenths(slot.retainedBytes(), safe)).orElse(0);
    }

    private static int tenths(long retained, long safe) {
        return safe <= 0 ? ALL : (int) (retained * ALL / (retained + safe));
    }

    private void idle(ReplicationSlot slot) {
        Optional<ReplicationSlot.Idle> idle = slot.idle().filter(ReplicationSlot.Idle::isHalfOver);
        if (idle.isPresent() && !isIdleAnnounced && !slot.isLost()) {
            listener.happened(
                    new CaptureEvent.SlotIdle(slot.name(), idle.get().since(), idle.get().limit()));
        }
        isIdleAnnounced = idle.isPresent();
    }
}
