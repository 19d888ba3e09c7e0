package io.holdfast.repository.key;

import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The two keys derived from a data key. Whoever has the catalog key alone sees what there is and
 * may expire it, and can read neither WAL nor files.
 *
 * @param id of the data key
 * @param content null where only the catalog may be read
 */
public record ClusterKey(String id, SecretKey catalog, @Nullable SecretKey content) {
    @Override
    public String toString() {
        return "cluster key " + id;
    }
}
