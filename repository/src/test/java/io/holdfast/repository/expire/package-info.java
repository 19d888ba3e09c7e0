/** Tests of expiry, against a model of histories that knows nothing of its rules. */
@NullMarked
package io.holdfast.repository.expire;

import org.jspecify.annotations.NullMarked;
