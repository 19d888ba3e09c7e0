/**
 * What people have to know of: rules judge what is known, a state machine says what is news, and
 * routes carry it. All of it in memory, for it must not need the database.
 */
@NullMarked
package io.holdfast.controlplane.alert;

import org.jspecify.annotations.NullMarked;
