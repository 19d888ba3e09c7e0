package io.holdfast.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "holdfast "
                    + Objects.requireNonNullElse(version, "(unpackaged)")
                    + " (Java "
                    + Runtime.version().toString()
                    + ")"
        };
    }
}
