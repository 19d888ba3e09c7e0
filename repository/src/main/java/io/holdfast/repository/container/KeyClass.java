package io.holdfast.repository.container;

/** Which of a cluster's two keys the frames of a container are under. */
enum KeyClass {
    CATALOG(1),
    CONTENT(2);

    private final int code;

    KeyClass(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
