@NullMarked
package io.holdfast.agent.schedule;

import org.jspecify.annotations.NullMarked;
