@NullMarked
package io.holdfast.agent.job;

import org.jspecify.annotations.NullMarked;
