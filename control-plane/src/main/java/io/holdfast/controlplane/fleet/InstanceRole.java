package io.holdfast.controlplane.fleet;

/** Of a PostgreSQL instance. */
public enum InstanceRole {
    PRIMARY,
    STANDBY
}
