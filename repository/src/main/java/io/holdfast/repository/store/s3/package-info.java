/**
 * Objects in an S3-compatible store, through the MinIO SDK. One put is one request; nothing is
 * tried twice here, redirected or guessed. What a store or the network answers becomes one of the
 * failures of the port. The SDK's own exceptions never leave this package: they quote request
 * headers, among them the session token.
 */
@NullMarked
package io.holdfast.repository.store.s3;

import org.jspecify.annotations.NullMarked;
