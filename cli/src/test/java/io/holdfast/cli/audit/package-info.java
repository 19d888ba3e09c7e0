/** Tests of the copies of an audit log. */
@NullMarked
package io.holdfast.cli.audit;

import org.jspecify.annotations.NullMarked;
