package io.holdfast.agent.capture;

import io.holdfast.agent.config.CaptureConfig;
import io.holdfast.agent.config.CaptureConfig.OnPressure;
import io.holdfast.agent.replication.PgConnection;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the slot from filling the primary's disk: announces what will give way when half of the
 * allowed WAL is retained, and with every further tenth, and then lets it give way as the policy
 * says. What the server itself allows is watched too, and only announced. Called from one thread;
 * read from any.
 */
final class SlotGuard {
    private final String slotName;
    private final CaptureConfig config;
    private final CaptureListener listener;
    private final LongSupplier nanos;
    private final SlotAlarm alarm;
    private final SlotOutlook outlook = new SlotOutlook();
    private volatile CaptureStatus.@Nullable Slot latest;
    private int announcedTenths;

    /**
     * @param nanos monotonic
     */
    SlotGuard(String slotName, CaptureConfig config, CaptureListener listener, LongSupplier nanos) {
        this.slotName = slotName;
        this.config = config;
        this.listener = listener;
        this.nanos = nanos;
        this.alarm = new SlotAlarm(listener);
    }

    /** The slot as it was last seen. */
    Optional<CaptureStatus.Slot> latest() {
        return Optional.ofNullable(latest);
    }

    void check(PgConnection sql) {
        Optional<ReplicationSlot> found = ReplicationSlot.find(sql, slotName);
        latest = found.map(this::seen).orElse(null);
        found.ifPresent(slot -> judge(sql, slot));
    }

    private CaptureStatus.Slot seen(ReplicationSlot slot) {
        outlook.add(nanos.getAsLong(), slot.retainedBytes());
        long limit = config.maxRetainedWal().bytes();
        long own = limit - slot.retainedBytes();
        long room = slot.safeBytes().map(safe -> Math.min(safe, own)).orElse(own);
        alarm.look(slot, slot.safeBytes().flatMap(outlook::until));
        return new CaptureStatus.Slot(
                slot.name(),
                slot.walStatus(),
                slot.retainedBytes(),
                limit,
                slot.safeBytes(),
                outlook.until(room));
    }

    private void judge(PgConnection sql, ReplicationSlot slot) {
        long limit = config.maxRetainedWal().bytes();
        int tenths = (int) Math.min(10, slot.retainedBytes() * 10 / limit);
        if (tenths == 10 && config.onPressure() == OnPressure.PROTECT_PRIMARY && wasAnnounced()) {
            giveUp(sql, slot);
            return;
        }
        announce(slot, limit, tenths);
    }

    private boolean wasAnnounced() {
        return announcedTenths >= 5;
    }

    private void announce(ReplicationSlot slot, long limit, int tenths) {
        if (tenths < 5) {
            announcedTenths = 0;
            return;
        }
        if (tenths > announcedTenths) {
            announcedTenths = tenths;
            listener.happened(
                    new CaptureEvent.SlotPressure(slot.retainedBytes(), limit, consequence()));
        }
    }

    private String consequence() {
        return switch (config.onPressure()) {
            case PROTECT_PRIMARY ->
                    "at the limit the slot is given up: the WAL that was not captured is lost, and"
                            + " a full backup follows";
            case PROTECT_WAL -> "the slot is kept: the server may run out of disk and stop";
        };
    }

    // An active slot cannot be dropped; its receiver is this agent's own, and is ended first.
    private void giveUp(PgConnection sql, ReplicationSlot slot) {
        sql.query(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name ="
                        + " '"
                        + slotName
                        + "' and active_pid is not null");
        ReplicationSlot.drop(sql, slotName);
        announcedTenths = 0;
        listener.happened(new CaptureEvent.SlotGivenUp(slotName, slot.retainedBytes()));
    }
}
