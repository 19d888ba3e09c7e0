/**
 * Capture: from PostgreSQL's WAL stream to unbroken WAL in every repository. Decides where to
 * begin, takes the epoch, cuts the stream into pieces, keeps each repository supplied at its own
 * pace, and acknowledges what the policy's durability allows. Backups and restores live elsewhere.
 */
@NullMarked
package io.holdfast.agent.capture;

import org.jspecify.annotations.NullMarked;
