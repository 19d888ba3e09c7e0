/**
 * What privileged things were done, by whom and from where: appended in the transaction of the act
 * itself, bound together by hashes, checked by anyone who has a copy. Decides nothing.
 */
@NullMarked
package io.holdfast.controlplane.audit;

import org.jspecify.annotations.NullMarked;
