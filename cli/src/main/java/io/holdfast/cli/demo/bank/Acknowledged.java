package io.holdfast.cli.demo.bank;

import io.holdfast.postgres.Lsn;
import java.time.Instant;
import java.util.Optional;

/**
 * A transfer whose commit the server confirmed to its client.
 *
 * @param flushed the server's flush LSN, asked for after the commit, so at or after its record;
 *     empty if the server died before it answered
 * @param at when the confirmation was there
 */
public record Acknowledged(Transfer transfer, Optional<Lsn> flushed, Instant at) {}
