package io.holdfast.controlplane.config;

/** How addresses to listen on are written. */
final class Listening {
    static final String ADDRESS = "[A-Za-z0-9._:-]+";
    static final String ADDRESS_HINT =
            "Write an address such as 127.0.0.1 or 0.0.0.0, or a host name, without a port.";

    private Listening() {}
}
