package io.holdfast.controlplane.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * An alert as it stands.
 *
 * @param id of this time that it fires
 * @param condition as it was last
 * @param since when the condition began to be so
 * @param firedAt empty while it is pending
 * @param absentSince when it was first seen not to be so; empty while it is
 */
public record Alert(
        String id,
        Condition condition,
        Instant since,
        Optional<Instant> firedAt,
        Optional<Acknowledgement> acknowledgement,
        Optional<Instant> absentSince,
        Optional<Instant> resolvedAt) {

    /** Who looks after it, since when. */
    public record Acknowledgement(String by, Instant at) {}

    /** What it is called. */
    public enum State {
        PENDING,
        FIRING,
        ACKNOWLEDGED,
        RESOLVED
    }

    public AlertKey key() {
        return condition.key();
    }

    public State state() {
        if (resolvedAt.isPresent()) {
            return State.RESOLVED;
        }
        if (firedAt.isEmpty()) {
            return State.PENDING;
        }
        return acknowledgement.isPresent() ? State.ACKNOWLEDGED : State.FIRING;
    }

    Alert with(Condition now) {
        return new Alert(
                id, now, since, firedAt, acknowledgement, Optional.empty(), Optional.empty());
    }

    Alert fired(Instant at) {
        return new Alert(
                id,
                condition,
                since,
                Optional.of(at),
                acknowledgement,
                absentSince,
                Optional.empty());
    }

    Alert absent(Instant at) {
        return new Alert(
                id, condition, since, firedAt, acknowledgement, Optional.of(at), resolvedAt);
    }

    Alert resolved(Instant at) {
        return new Alert(
                id, condition, since, firedAt, acknowledgement, absentSince, Optional.of(at));
    }

    Alert acknowledged(Acknowledgement now) {
        return new Alert(id, condition, since, firedAt, Optional.of(now), absentSince, resolvedAt);
    }
}
