/** What agents are asked to do, each once, and what they tell of their backups. */
@NullMarked
package io.holdfast.controlplane.job;

import org.jspecify.annotations.NullMarked;
