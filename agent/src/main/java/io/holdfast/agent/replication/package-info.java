/**
 * A client of PostgreSQL's wire protocol: sessions for SQL and for replication, the WAL stream and
 * the stream of a base backup, TLS, authentication, and what every refusal of a server means. Calls
 * block and belong on virtual threads; sockets live on event loops, which never wait. What the
 * bytes of WAL or of an archive mean, retrying, and when to report which position do not live here.
 */
@NullMarked
package io.holdfast.agent.replication;

import org.jspecify.annotations.NullMarked;
