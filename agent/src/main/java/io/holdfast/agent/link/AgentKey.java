package io.holdfast.agent.link;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A key that was made on this host and never leaves it.
 *
 * @param pem of the private key, PKCS#8
 * @param request for a certificate: PKCS#10, DER, signed with the key
 */
public record AgentKey(String pem, byte[] request) {
    /** On P-256, by the JDK's own provider. */
    public static AgentKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] request =
                    // whose it is the control plane says, not the request
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500Name("CN=Holdfast agent"), keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()))
                            .getEncoded();
            return new AgentKey(pem("PRIVATE KEY", keys.getPrivate().getEncoded()), request);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("P-256 is part of every JDK", e);
        }
    }

    /**
     * @param what such as {@code CERTIFICATE}
     */
    public static String pem(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "agent key";
    }
}
