/** What the tests of several packages share: waiting, and a server with repositories around it. */
@NullMarked
package io.holdfast.agent.testing;

import org.jspecify.annotations.NullMarked;
