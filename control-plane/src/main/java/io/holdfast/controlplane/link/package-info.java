/**
 * How agents talk to the control plane: enrolment, one stream per agent, and who it is by its
 * certificate alone. What is said goes to the rooms that know what to do with it; whoever talks
 * nonsense is refused, and nobody else notices.
 */
@NullMarked
package io.holdfast.controlplane.link;

import org.jspecify.annotations.NullMarked;
