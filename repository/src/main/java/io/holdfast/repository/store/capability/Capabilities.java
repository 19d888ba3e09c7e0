package io.holdfast.repository.store.capability;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a store can do, as found with the credentials that were used. Written as JSON it is an
 * object of findings, each with an answer and a sentence.
 *
 * @param conditionalPut a put of a taken name is refused, and the object stays
 * @param atomicPut of concurrent puts of one name exactly one creates, and its bytes are there
 * @param overwriteProtected these credentials cannot replace an object
 * @param deleteProtected these credentials cannot delete an object
 * @param listsAfterWrite a new object is listed at once
 * @param rangedGet a part of an object can be read
 * @param verifiedBody a body that does not fit its digest is refused
 * @param clock the store's clock and the one here differ by less than a minute
 * @param versioned old versions of objects are kept
 * @param lockable objects can be locked against deletion
 */
public record Capabilities(
        Finding conditionalPut,
        Finding atomicPut,
        Finding overwriteProtected,
        Finding deleteProtected,
        Finding listsAfterWrite,
        Finding rangedGet,
        Finding verifiedBody,
        Finding clock,
        Finding versioned,
        Finding lockable) {

    /**
     * Whether the store decides between writers; without this there may be a single writer only.
     */
    @JsonIgnore
    public boolean fences() {
        return conditionalPut.holds() && atomicPut.holds();
    }

    /** Whether an agent that went wrong could not destroy history with these credentials. */
    @JsonIgnore
    public boolean protectedFromItsAgents() {
        return overwriteProtected.holds() && deleteProtected.holds();
    }

    /** All findings by name, in the order above. */
    @JsonIgnore
    public Map<String, Finding> findings() {
        var findings = new LinkedHashMap<String, Finding>();
        findings.put("conditionalPut", conditionalPut);
        findings.put("atomicPut", atomicPut);
        findings.put("overwriteProtected", overwriteProtected);
        findings.put("deleteProtected", deleteProtected);
        findings.put("listsAfterWrite", listsAfterWrite);
        findings.put("rangedGet", rangedGet);
        findings.put("verifiedBody", verifiedBody);
        findings.put("clock", clock);
        findings.put("versioned", versioned);
        findings.put("lockable", lockable);
        return findings;
    }
}
