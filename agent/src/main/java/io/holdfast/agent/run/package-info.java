/**
 * The agent as a process: capture, scheduled backups, metrics and health, wired from one
 * configuration. The only package that puts the others together.
 */
@NullMarked
package io.holdfast.agent.run;

import org.jspecify.annotations.NullMarked;
