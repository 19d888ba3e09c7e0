/** What agents are asked to do through the control plane. */
@NullMarked
package io.holdfast.cli.job;

import org.jspecify.annotations.NullMarked;
