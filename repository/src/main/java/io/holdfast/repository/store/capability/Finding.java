package io.holdfast.repository.store.capability;

/**
 * What was found about one property of a store.
 *
 * @param sentence for people: what it is like, and what follows from that
 */
public record Finding(Answer answer, String sentence) {
    /** Whether the store has the property. */
    public enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    static Finding of(boolean holds, String ifSo, String ifNot) {
        return holds ? yes(ifSo) : no(ifNot);
    }

    static Finding yes(String sentence) {
        return new Finding(Answer.YES, sentence);
    }

    static Finding no(String sentence) {
        return new Finding(Answer.NO, sentence);
    }

    static Finding unknown(String sentence) {
        return new Finding(Answer.UNKNOWN, sentence);
    }

    boolean holds() {
        return answer == Answer.YES;
    }
}
