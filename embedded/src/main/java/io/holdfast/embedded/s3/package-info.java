/**
 * A real S3 server inside this JVM, over a directory: for the demo, for trying Holdfast, and for
 * every test. Nothing here knows the repository format; whoever uses it speaks S3 to it.
 */
@NullMarked
package io.holdfast.embedded.s3;

import org.jspecify.annotations.NullMarked;
