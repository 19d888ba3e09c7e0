package io.holdfast.controlplane.certificate;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A request for a certificate (PKCS#10). Of what it says nothing but the key is taken over. */
final class SigningRequest {
    private static final int SMALLEST_FIELD_BITS = 256;
    private static final int LARGEST_BYTES = 8 << 10;

    private SigningRequest() {}

    /**
     * The key of whoever asks, proven by a signature.
     *
     * @param der PKCS#10
     * @throws HoldfastException (user) {@code certificate-request-refused}
     */
    static PublicKey key(byte[] der) {
        if (der.length > LARGEST_BYTES) {
            throw refused("it has " + der.length + " bytes");
        }
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
            PublicKey key = request.getPublicKey();
            boolean isStrong =
                    key instanceof ECPublicKey curve
                            && curve.getParams().getCurve().getField().getFieldSize()
                                    >= SMALLEST_FIELD_BITS;
            if (!isStrong) {
                throw refused("its key is not on an elliptic curve of 256 bits or more");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw refused("it is not signed with its key");
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException e) {
            throw refused("it cannot be read");
        }
    }

    private static HoldfastException refused(String reason) {
        return new HoldfastException(
                ErrorCategory.USER,
                "certificate-request-refused",
                "the request for a certificate cannot be granted: " + reason,
                "Run an agent of the same Holdfast as the control plane.");
    }
}
