package io.holdfast.controlplane.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates: keys on P-256, signatures by the JDK's own providers. A clock that is five
 * minutes behind still takes them.
 */
final class Issuing {
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3_650);
    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final int SERIAL_BITS = 128;
    private static final String ADDRESS = "[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*";

    private Issuing() {}

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CURVE + " is part of every JDK", e);
        }
    }

    static X509Certificate authority(KeyPair keys, Instant now) {
        X500Name name = new X500Name("CN=Holdfast control plane");
        var builder = builder(name, name, keys.getPublic(), now, AUTHORITY_LIFETIME);
        return signed(
                builder,
                keys.getPrivate(),
                extensions -> {
                    extensions.addExtension(
                            Extension.basicConstraints, true, new BasicConstraints(0));
                    extensions.addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
                    extensions.addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils()
                                    .createSubjectKeyIdentifier(keys.getPublic()));
                });
    }

    static X509Certificate server(
            X509Certificate authority,
            PrivateKey signer,
            PublicKey key,
            Collection<String> names,
            Instant now) {
        GeneralName[] alternatives =
                names.stream().map(Issuing::generalName).toArray(GeneralName[]::new);
        return leaf(authority, signer, key, KeyPurposeId.id_kp_serverAuth, alternatives, now);
    }

    static X509Certificate agent(
            X509Certificate authority,
            PrivateKey signer,
            PublicKey key,
            AgentName name,
            Instant now) {
        GeneralName urn = new GeneralName(GeneralName.uniformResourceIdentifier, name.urn());
        return leaf(
                authority,
                signer,
                key,
                KeyPurposeId.id_kp_clientAuth,
                new GeneralName[] {urn},
                now);
    }

    private static X509Certificate leaf(
            X509Certificate authority,
            PrivateKey signer,
            PublicKey key,
            KeyPurposeId purpose,
            GeneralName[] names,
            Instant now) {
        X500Name issuer = new X500Name(authority.getSubjectX500Principal().getName());
        var builder = builder(issuer, new X500Name("CN=Holdfast"), key, now, LIFETIME);
        return signed(
                builder,
                signer,
                extensions -> {
                    extensions.addExtension(
                            Extension.basicConstraints, true, new BasicConstraints(false));
                    extensions.addExtension(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    extensions.addExtension(
                            Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
                    extensions.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
                    extensions.addExtension(
                            Extension.subjectAlternativeName, false, new GeneralNames(names));
                });
    }

    private static GeneralName generalName(String name) {
        boolean isAddress = name.matches(ADDRESS);
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration lifetime) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(lifetime)),
                subject,
                key);
    }

    private interface Extending {
        void to(JcaX509v3CertificateBuilder builder) throws IOException, GeneralSecurityException;
    }

    private static X509Certificate signed(
            JcaX509v3CertificateBuilder builder, PrivateKey signer, Extending extending) {
        try {
            extending.to(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be made", e);
        }
    }
}
