@NullMarked
package io.holdfast.agent.fill;

import org.jspecify.annotations.NullMarked;
