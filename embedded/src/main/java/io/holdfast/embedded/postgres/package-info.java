/**
 * A real PostgreSQL of any supported major, unpacked once per machine and run as a child process on
 * a free port of 127.0.0.1: for the demo, for trying Holdfast, and for every test. Only {@code
 * initdb}, {@code pg_ctl} and {@code postgres} come with it; there is no {@code pg_basebackup},
 * {@code pg_waldump} or {@code psql}. Nothing here knows about backups or repositories.
 */
@NullMarked
package io.holdfast.embedded.postgres;

import org.jspecify.annotations.NullMarked;
