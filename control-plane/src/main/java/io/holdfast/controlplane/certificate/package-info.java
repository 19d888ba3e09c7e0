/**
 * The control plane's own certificate authority: made once per database, and what it certifies. Who
 * may have a certificate is not decided here.
 */
@NullMarked
package io.holdfast.controlplane.certificate;

import org.jspecify.annotations.NullMarked;
