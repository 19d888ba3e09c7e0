@NullMarked
package io.holdfast.agent.policy;

import org.jspecify.annotations.NullMarked;
