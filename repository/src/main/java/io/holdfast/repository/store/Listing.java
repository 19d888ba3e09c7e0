package io.holdfast.repository.store;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** All names of a prefix, page after page, never held whole. */
public final class Listing implements Iterable<ObjectInfo> {
    private final ObjectStore store;
    private final String prefix;
    private final String startAfter;

    /**
     * @param startAfter names up to and including this one are left out; empty for none
     */
    public Listing(ObjectStore store, String prefix, String startAfter) {
        this.store = store;
        this.prefix = prefix;
        this.startAfter = startAfter;
    }

    @Override
    public Iterator<ObjectInfo> iterator() {
        return new Pages();
    }

    private final class Pages implements Iterator<ObjectInfo> {
        private ObjectPage page = store.list(prefix, startAfter);
        private int next;

        @Override
        public boolean hasNext() {
            while (next == page.objects().size() && page.truncated()) {
                page = store.list(prefix, page.objects().getLast().name());
                next = 0;
            }
            return next < page.objects().size();
        }

        @Override
        public ObjectInfo next() {
            if (!hasNext()) {
                throw new NoSuchElementException(prefix);
            }
            return page.objects().get(next++);
        }
    }
}
