/** Commands about the audit log: to read it, to take a copy, and to check a copy anywhere. */
@NullMarked
package io.holdfast.cli.audit;

import org.jspecify.annotations.NullMarked;
