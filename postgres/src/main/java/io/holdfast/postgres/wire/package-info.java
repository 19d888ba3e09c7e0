/**
 * PostgreSQL's wire protocol, version 3, as far as a replication client speaks it: messages of both
 * sides, the replication sub-protocol inside COPY, and the result sets of replication commands.
 * Bytes to values and back; no sockets, no TLS, no state of a connection.
 */
@NullMarked
package io.holdfast.postgres.wire;

import org.jspecify.annotations.NullMarked;
