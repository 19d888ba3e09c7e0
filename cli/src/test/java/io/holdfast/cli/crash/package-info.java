/**
 * End to end, with processes that are really killed: the commands run in processes of their own and
 * talk to a real object store through a gate that sees every request, and kills at the point that a
 * test names. No hook in the product.
 */
@NullMarked
package io.holdfast.cli.crash;

import org.jspecify.annotations.NullMarked;
