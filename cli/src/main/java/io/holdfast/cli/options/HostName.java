package io.holdfast.cli.options;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this host. */
public final class HostName {
    private HostName() {}

    public static String get() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host that does not know its own name in DNS still runs a database.
            return "localhost";
        }
    }
}
