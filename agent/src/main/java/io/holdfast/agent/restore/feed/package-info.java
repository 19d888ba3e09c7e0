/**
 * The feeder: hands WAL files to a recovering PostgreSQL through a spool outside of its data
 * directory. What is served and what is absent is decided by the plan; nothing here interprets WAL.
 */
@NullMarked
package io.holdfast.agent.restore.feed;

import org.jspecify.annotations.NullMarked;
