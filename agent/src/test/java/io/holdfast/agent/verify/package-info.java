/** Tests of verifying backups. */
@NullMarked
package io.holdfast.agent.verify;

import org.jspecify.annotations.NullMarked;
