/** When backups are due: pure, and a function of the schedules and the time alone. */
@NullMarked
package io.holdfast.agent.schedule;

import org.jspecify.annotations.NullMarked;
