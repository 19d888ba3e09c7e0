/** Policies, and which cluster has which: files of YAML, and what they would change. */
@NullMarked
package io.holdfast.cli.policy;

import org.jspecify.annotations.NullMarked;
