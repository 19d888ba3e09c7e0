package io.holdfast.repository.container;

import java.util.Arrays;
import java.util.Optional;

/** What a container holds, and which key its frames are under. */
public enum ContainerKind {
    PIECE(1, KeyClass.CONTENT),
    SEAL(2, KeyClass.CATALOG),
    ROLLED(3, KeyClass.CONTENT),
    HISTORY(4, KeyClass.CONTENT),
    GAP(5, KeyClass.CATALOG),
    EPOCH(6, KeyClass.CATALOG),
    INTENT(7, KeyClass.CATALOG),
    MANIFEST(8, KeyClass.CATALOG),
    FILE_PART(9, KeyClass.CONTENT),
    PACK_LIST(10, KeyClass.CATALOG),
    PACK(11, KeyClass.CONTENT),
    CONDEMNED(12, KeyClass.CATALOG),
    ABANDONED(13, KeyClass.CATALOG),
    HOLD(14, KeyClass.CATALOG);

    private final int code;
    private final KeyClass keyClass;

    ContainerKind(int code, KeyClass keyClass) {
        this.code = code;
        this.keyClass = keyClass;
    }

    /** The byte that stands for this kind. */
    public int code() {
        return code;
    }

    KeyClass keyClass() {
        return keyClass;
    }

    static Optional<ContainerKind> of(int code) {
        return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
}
