package io.holdfast.controlplane.certificate;

import java.time.Instant;
import java.util.List;

/**
 * What an agent is given.
 *
 * @param serial in hexadecimal digits
 * @param chain X.509 in DER: the agent's own first, then the authority's
 */
public record AgentCertificate(String serial, Instant notAfter, List<byte[]> chain) {}
