/**
 * Who may do what: users and their passwords, roles, tokens. What a call needs to be permitted is
 * said by the contract; here is only who the caller is.
 */
@NullMarked
package io.holdfast.controlplane.access;

import org.jspecify.annotations.NullMarked;
