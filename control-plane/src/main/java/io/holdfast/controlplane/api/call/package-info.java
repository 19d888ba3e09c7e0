/**
 * How a call is made, whatever it does and however it came: on a thread of its own, by somebody
 * whom its rule permits, with an entry in the audit log if its rule says so, and one end.
 */
@NullMarked
package io.holdfast.controlplane.api.call;

import org.jspecify.annotations.NullMarked;
